import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { serviceNames, type ServiceName } from '@kochava-stream/all-in-one';
import { findingOf } from '../check/finding.ts';
import { type Experiment } from '../experiment.ts';
import { type Call } from '../ledgers/call.ts';
import { type Assault } from '../rounds/assault.ts';
import { type Also } from '../rounds/round.ts';
import { type Stage } from '../stage/stage.ts';
import { underLoad } from '../under-load.ts';

const hourMs = 3_600_000;
const preload = fileURLToPath(new URL('shifted-clock.js', import.meta.url));
/** Kochava's stand-in fails ten calls in all, and refuses some devices once. */
const mostCallsOfAnEvent = 5;

/** Each service's clock an hour fast, then right, then an hour slow. */
function jumping(fileOf: (name: ServiceName) => string, eachMs: number): Assault {
  return async ({ pause, record, say }) => {
    for (const name of serviceNames) {
      for (const shift of [hourMs, -hourMs]) {
        const what = `${name} is an hour ${shift > 0 ? 'fast' : 'slow'}`;
        await pause(eachMs / 3);
        const from = Date.now();
        await writeFile(fileOf(name), String(shift));
        say(what);
        await pause(eachMs);
        await writeFile(fileOf(name), '0');
        record({ what, from, to: Date.now() });
      }
    }
    return [];
  };
}

/** Who owns a shard has the same epoch as at first: nobody has taken it from him. */
async function epochs({ processes }: Pick<Stage, 'processes'>): Promise<string[]> {
  const client = new pg.Client({ connectionString: processes.servers.postgres.url });
  await client.connect();
  try {
    const tables = ['transformer', 'linker', 'config'].map(
      (schema) => `SELECT '${schema}' AS "schema", consumer, stream, shard, epoch FROM ${schema}.lease`,
    );
    const { rows } = await client.query<Record<'schema' | 'consumer' | 'stream' | 'shard' | 'epoch', string>>(
      `${tables.join(' UNION ALL ')} ORDER BY 1, 2, 3, 4`,
    );
    return rows
      .filter(({ epoch }) => Number(epoch) > 1)
      .map(({ schema, consumer, stream, shard, epoch }) => `${schema} ${consumer} ${stream} ${shard}: ${epoch}`);
  } finally {
    await client.end();
  }
}

const unmoved: Also = async ({ stage, ledgers, spans }) => {
  const again = calledAgain(ledgers.calls);
  const most = Math.max(0, ...again.values());
  const wanted = 2 * serviceNames.length;
  return {
    notes: [`${spans.length} jumps; no event was sent to Kochava more than ${most} times`],
    findings: [
      ...findingOf('I6', 'leases were taken from their owners, epoch', await epochs(stage)),
      ...findingOf(
        'I7',
        `events were sent more than ${mostCallsOfAnEvent} times`,
        [...again].filter(([, times]) => times > mostCallsOfAnEvent).map(([id]) => id),
      ),
      ...(spans.length === wanted ? [] : findingOf('I6', 'jumps that were not done', [wanted - spans.length])),
    ],
  };
};

/** How often each event was sent. Pure. */
function calledAgain(calls: readonly Call[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { id } of calls) if (id !== null) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** Clocks that are wrong. */
export const clockJumps: Experiment = (() => {
  let dir = '';
  const fileOf = (name: ServiceName): string => join(dir, name);
  const experiment = underLoad({
    name: 'clock-jumps',
    says:
      'the clock of each service, one after the other, is suddenly an hour fast, right again, an hour slow, right again: 12 s each ' +
      '(short: 2 s); 200 events/s. Timers go on as they are; the clocks of NATS, Postgres and the machine are not touched',
    holds: `no call is taken twice; no link is early; nobody loses a shard; no event is sent more than ${mostCallsOfAnEvent} times`,
    seconds: { long: 165, short: 32 },
    inShort: false,
    assault: ({ short }) => jumping(fileOf, short ? 2_000 : 12_000),
    stage: {
      extra: () => {
        dir = mkdtempSync(join(tmpdir(), 'kochava-stream-clocks-'));
        const shifted = (name: ServiceName) => ({ NODE_OPTIONS: `--import=${preload}`, CLOCK_FILE: fileOf(name) });
        return Object.fromEntries(serviceNames.map((name) => [name, shifted(name)]));
      },
    },
    limits: { eventsPerSecond: 200 },
    also: unmoved,
  });
  const run: Experiment['run'] = async (given) => {
    try {
      return await experiment.run(given);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  return { ...experiment, run };
})();
