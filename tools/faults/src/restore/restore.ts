import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkEvents } from '../check/events.ts';
import { fatesOf } from '../check/fates.ts';
import { findingOf, type Finding, type Ledgers } from '../check/finding.ts';
import { judge, type Verdict } from '../check/judge.ts';
import { type Experiment, type Given } from '../experiment.ts';
import { Client } from '../load/client.ts';
import { Driver } from '../load/driver.ts';
import { randomFrom } from '../load/random.ts';
import { type Row } from '../report.ts';
import { misbehaviour, readAlong } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { ownSync } from '../stage/own-sync.ts';
import { openStage, type Stage } from '../stage/stage.ts';
import { natsStore, postgresStore, type Store } from './stores.ts';
import { takenAgain, takenIn, withoutPromises, type Window } from './window.ts';

const limits = { eventsPerSecond: 100, concurrency: 32, settleSeconds: 1 };
const calmMs = 10_000;
/** What was taken this shortly before the backup may have been in the other store, or on its way, while it was made. */
const underWayMs = 5_000;
const drainMs = 120_000;
const quietMs = 2_000;

/** A store comes back as it was some time ago, while the other is as it is. */
export const restore: Experiment = {
  name: 'restore',
  says:
    'under 100 events/s a store is backed up, lost 30 s later (short: 6 s) and restored: Postgres by its files while NATS is as ' +
    'it is; then NATS by a copy of its volume while Postgres is as it is',
  holds:
    'Postgres: nothing is lost. NATS: nothing is lost that was accepted 5 s before the backup or earlier, or after the restore, ' +
    'and workers stop and say so until they are told where to go on. Both: what is taken twice was taken since 5 s before the backup',
  seconds: { long: 30, short: 6 },
  inShort: false,
  run: async (given) => {
    const found: Restored[] = [];
    for (const store of [postgresStore, natsStore]) found.push(await restored(store, given));
    return {
      rows: found.map(({ row }) => row),
      numbers: Object.fromEntries(found.map(({ row, numbers }) => [row.fault, numbers])),
      findings: found.flatMap(({ findings }) => findings),
    };
  },
};

interface Restored {
  readonly row: Row;
  readonly numbers: object;
  readonly findings: readonly string[];
}

async function restored(store: Store, given: Given): Promise<Restored> {
  const dataDir = join(given.dataDir, store.name.replaceAll(' ', '-'));
  await mkdir(dataDir);
  const stage = await openStage(dataDir, given.say);
  try {
    return await onStage(stage, store, { ...given, dataDir });
  } finally {
    await stage.close();
  }
}

async function onStage(stage: Stage, store: Store, given: Given): Promise<Restored> {
  const archive = new Archive(stage.sandbox);
  const { seed, say } = given;
  const { run, app, apiKey, project } = await ownSync(
    { stage, archive },
    { name: 'restore', limits, seed, rules: misbehaviour },
  );
  const client = new Client(stage.processes.services.ingest.url);
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond: limits.eventsPerSecond, post });
  const over = new AbortController();
  const load = Promise.all([driver.runUntil(over.signal), readAlong(archive, over.signal)]);
  const { findings, ...times } = await lostAndRestored(stage, store, given);
  over.abort();
  await load;
  await client.close();

  const ledgers = async (): Promise<Ledgers> => ({
    told: driver.told,
    calls: await archive.callsOf(app),
    books: await stage.config.counts(project),
  });
  const drainedMs = await drained(async () => verdictOf(store, await ledgers(), times.window));
  say(`${store.name}: ${drainedMs === undefined ? 'not everything' : 'everything'} is there`);
  await pause(quietMs);
  const all = await ledgers();
  const verdict = verdictOf(store, all, times.window);
  const late = drainedMs === undefined ? findingOf('I7', 'not everything had arrived, s', [drainMs / 1_000]) : [];
  const numbers = numbersOf(all, times);
  return {
    row: {
      ...{ fault: store.name, kills: 0, bound: bound(all, times.window), drainedMs },
      verdict: { ...verdict, findings: [...late, ...verdict.findings] },
      notes: Object.entries(numbers).map(([what, number]) => `${what}: ${number}`),
    },
    numbers,
    findings,
  };
}

interface Times {
  readonly window: Window;
  readonly lostAt: number;
}

async function lostAndRestored(stage: Stage, store: Store, { seconds, say, dataDir }: Given) {
  const backup = join(dataDir, 'backup');
  await pause(calmMs);
  const from = Date.now();
  await store.backUp(stage.processes, backup);
  say(`${store.name}: backed up`);
  await pause(seconds * 1_000);
  const lostAt = Date.now();
  const findings = await store.restore(stage.processes, backup);
  const window = { from: from - underWayMs, to: Date.now() };
  say(`${store.name}: back after ${window.to - lostAt} ms`);
  await pause(calmMs);
  return { window, lostAt, findings };
}

/** @returns ms until everything was there; undefined = not in time */
async function drained(look: () => Promise<Verdict>): Promise<number | undefined> {
  const isUnfinished = ({ invariant }: Finding): boolean => invariant === 'I1' || invariant === 'links';
  for (const began = performance.now(); performance.now() - began < drainMs; await pause(300)) {
    const verdict = await look().catch(() => undefined);
    if (verdict !== undefined && !verdict.findings.some(isUnfinished)) return performance.now() - began;
  }
  return undefined;
}

/** Without the books: they are of one moment with nothing else after a restore. */
function verdictOf({ mayLose }: Store, ledgers: Ledgers, window: Window): Verdict {
  const judged = mayLose ? withoutPromises(ledgers, window) : ledgers;
  const terms = { settleMs: limits.settleSeconds * 1_000, mostRepeats: bound(ledgers, window), answerMs: 10_000 };
  const verdict = judge(judged, terms);
  const promised = verdict.findings.filter(
    ({ invariant, text }) => invariant !== 'I11' && !(mayLose && text.startsWith('never answered 200')),
  );
  const again = findingOf('I4', 'taken before the backup and taken again', takenAgain(ledgers, window.from));
  return { ...verdict, accepted: acceptedOf(ledgers), findings: [...promised, ...again] };
}

function acceptedOf({ told }: Ledgers): number {
  return [...fatesOf(told).values()].filter(({ answered }) => answered > 0).length;
}

/** What was done since the backup is done again, and the calls that were under way when the dispatcher stopped. */
function bound(ledgers: Ledgers, window: Window): number {
  return takenIn(ledgers, window) + 2 * limits.concurrency;
}

function numbersOf(all: Ledgers, { window, lostAt }: Times): Readonly<Record<string, number>> {
  const seconds = (ms: number): number => Math.round(ms / 100) / 10;
  const { lost, repeats } = checkEvents(fatesOf(all.told), all.calls);
  return {
    'age of the backup, s': seconds(lostAt - window.from - underWayMs),
    'back in use after, s': seconds(window.to - lostAt),
    'accepted events lost that only the lost store had': lost,
    'events taken twice': repeats,
    'received less duplicates, in the books': all.books.received - all.books.duplicate,
    'difference in the books': all.books.syncs[0]?.difference ?? 0,
  };
}
