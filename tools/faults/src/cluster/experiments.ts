import { findingOf } from '../check/finding.ts';
import { answeredIn } from '../check/refusals.ts';
import { type Experiment } from '../experiment.ts';
import { type Also } from '../rounds/round.ts';
import { type StageShape } from '../stage/stage.ts';
import { underLoad } from '../under-load.ts';
import { freezingLeader, killingAllNodes, killingNodes, withoutQuorum } from './assaults.ts';
import { sameStreams } from './same-streams.ts';

/** Every stream on three servers. */
const stage: StageShape = { nats: { nodes: 3 } };
const longestBurstMs = 11_000;

const nodes = underLoad({
  name: 'nats-nodes',
  says: 'three nats-servers; every 4 s one of them, whichever, is killed with kill -9 and started again; 300 events/s',
  holds:
    'no call is taken twice; uploads are refused for 11 s on end at most; everything is there 60 s afterwards; the servers have the same streams',
  seconds: { long: 120, short: 20 },
  inShort: true,
  assault: () => killingNodes(4_000),
  stage,
  limits: { eventsPerSecond: 300, drainMs: 60_000 },
  also: sameStreams(longestBurstMs),
});

const all = underLoad({
  name: 'nats-all',
  says: 'three nats-servers; every 20 s all of them are killed at once with kill -9 and started again; 300 events/s',
  holds: 'no call is taken twice; the servers have the same streams afterwards',
  seconds: { long: 90, short: 35 },
  inShort: false,
  assault: () => killingAllNodes(20_000),
  stage,
  limits: { eventsPerSecond: 300 },
  also: sameStreams(),
});

const leaderFrozen = underLoad({
  name: 'nats-leader-frozen',
  says: 'three nats-servers; the one that leads the accepted events stands still (SIGSTOP) for 5, 20 and 60 s (short: 12 s); 200 events/s',
  holds: 'no call is taken twice; the servers have the same streams afterwards',
  seconds: { long: 140, short: 35 },
  inShort: false,
  assault: ({ short }) => freezingLeader(short ? [12_000] : [5_000, 20_000, 60_000], short ? 5_000 : 15_000),
  stage,
  limits: { eventsPerSecond: 200, patienceMs: 120_000 },
  also: sameStreams(),
});

/** Without a majority nothing can be stored, and nobody is told otherwise. */
const noneTaken: Also = async (seen) => {
  const same = await sameStreams()(seen);
  const meanwhile = seen.spans.flatMap((span) => answeredIn(seen.ledgers.told.attempts, span));
  const taken = meanwhile.filter(({ status }) => status === 200);
  const refused = meanwhile.filter(({ status }) => status === 429).length;
  return {
    notes: [...same.notes, `without a majority: ${meanwhile.length} uploads answered, ${refused} of them 429`],
    findings: [
      ...same.findings,
      ...findingOf(
        'I1',
        'answered 200 without a majority, after',
        taken.map(({ ms }) => `${Math.round(ms)} ms`),
      ),
      ...findingOf('I6', 'nothing was sent without a majority', refused === 0 ? [0] : []),
    ],
  };
};

const quorum = underLoad({
  name: 'nats-quorum',
  says: 'three nats-servers; two of them are away for 60 s (short: 15 s); 200 events/s',
  holds:
    'every upload is answered 429 meanwhile, within 8 s; no call is taken twice; the servers have the same streams afterwards',
  seconds: { long: 75, short: 25 },
  inShort: false,
  assault: ({ short }) => withoutQuorum(short ? 15_000 : 60_000),
  stage,
  limits: { eventsPerSecond: 200, patienceMs: 180_000 },
  also: noneTaken,
});

/** NATS as it runs in a cluster. */
export const clusterExperiments: readonly Experiment[] = [nodes, all, leaderFrozen, quorum];
