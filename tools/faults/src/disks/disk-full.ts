import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findingOf } from '../check/finding.ts';
import { answeredIn } from '../check/refusals.ts';
import { type Experiment } from '../experiment.ts';
import { unnoticed } from '../postgres/unnoticed.ts';
import { type Assault } from '../rounds/assault.ts';
import { untilStarted } from '../rounds/kill.ts';
import { type Also } from '../rounds/round.ts';
import { victimOf, type VictimName } from '../stage/victims.ts';
import { underLoad } from '../under-load.ts';
import { diskStage } from './disk-stage.ts';
import { type Disk } from './disk.ts';
import { noDisks } from './missing.ts';

const beforeMs = 4_000;

/** Not a byte is left for so long. Then who says that it cannot go on by itself, or has ended, is started again. */
function filling(disk: () => Disk, of: { name: VictimName; needsStart: NeedsStart; fullMs: number }): Assault {
  return async (during) => {
    const { pause, say, record, processes } = during;
    await pause(beforeMs);
    await disk().fill();
    const from = Date.now();
    say(`the disk of ${of.name} is full for ${of.fullMs / 1_000} s`);
    await pause(of.fullMs);
    await disk().free();
    record({ what: `the disk of ${of.name} is full`, from, to: Date.now() });
    const needsStart = await of.needsStart(during);
    say(`there is room again${needsStart ? `; ${of.name} must be started again` : ''}`);
    if (needsStart) await untilStarted(victimOf(processes, of.name));
    return [];
  };
}

type NeedsStart = (during: Parameters<Assault>[0]) => Promise<boolean>;

/** As a liveness probe asks. */
const isUnhealthy: NeedsStart = async ({ processes, pause }) => {
  await pause(1_000);
  return !(await fetch(`${processes.servers.nats.monitorUrl}/healthz`)).ok;
};

const hasEnded: NeedsStart = ({ processes }) => Promise.resolve(!processes.servers.postgres.running());

/** A while after it became full: what was on its way has its answer. */
const settlingMs = 1_000;

const refused: Also = ({ ledgers, spans }) => {
  const answers = spans.flatMap(({ from, to }) => answeredIn(ledgers.told.attempts, { from: from + settlingMs, to }));
  const taken = answers.filter(({ status }) => status === 200);
  const throttled = answers.filter(({ status }) => status === 429);
  return Promise.resolve({
    notes: [
      `the disk is full: ${answers.length} uploads answered, ${throttled.length} of them 429, ${taken.length} of them 200`,
    ],
    findings: [
      ...findingOf('I6', 'nothing was refused: the disk was not full', throttled.length === 0 ? [0] : []),
      ...findingOf(
        'I6',
        'neither 200 nor 429',
        answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 429),
      ),
    ],
  });
};

const nats = diskStage();

export const natsDiskFull: Experiment = underLoad({
  name: 'nats-disk-full',
  says:
    'the disk of nats-server is full for 60 s (short: 15 s) under 300 events/s; when there is room again, nats-server is ' +
    'started again, because it refuses to write until then and says so on /healthz',
  holds: 'uploads are answered 429 meanwhile, within 8 s; no call is taken twice; everything is there 90 s afterwards',
  seconds: { long: 90, short: 32 },
  inShort: false,
  missing: noDisks,
  open: nats.open,
  assault: ({ short }) =>
    filling(() => nats.disks().disk('nats'), {
      name: 'nats-server',
      needsStart: isUnhealthy,
      fullMs: short ? 15_000 : 60_000,
    }),
  limits: { eventsPerSecond: 300, patienceMs: 150_000 },
  also: refused,
});

/** Nobody notices, and it was so: Postgres wanted room and got none. */
const wanting: Also = async (seen) => {
  const { notes, findings } = await unnoticed(seen);
  const log = await readFile(join(seen.stage.processes.servers.postgres.dir, 'postgres.log'), 'utf8');
  const times = log.split('No space left on device').length - 1;
  return {
    notes: [...notes, `Postgres said ${times} times that no space is left`],
    findings: [...findings, ...findingOf('I6', 'Postgres never wanted more room', times === 0 ? [0] : [])],
  };
};

const postgres = diskStage();

export const postgresDiskFull: Experiment = underLoad({
  name: 'postgres-disk-full',
  says: 'the disk of Postgres is full for 60 s (short: 15 s) under 300 events/s; when there is room again, Postgres is started again if it has given up',
  holds: 'uploads are taken all the while; no call is taken twice; everything is there 90 s afterwards',
  seconds: { long: 90, short: 32 },
  inShort: false,
  missing: noDisks,
  open: postgres.open,
  assault: ({ short }) =>
    filling(() => postgres.disks().disk('postgres'), {
      name: 'postgres',
      needsStart: hasEnded,
      fullMs: short ? 15_000 : 60_000,
    }),
  limits: { eventsPerSecond: 300 },
  also: wanting,
});
