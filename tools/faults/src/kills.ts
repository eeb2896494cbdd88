import { type Experiment } from './experiment.ts';
import { planOf } from './rounds/plan.ts';
import { run } from './run.ts';

/** Each part killed in turn, every other time at a bad moment. */
export const kills: Experiment = {
  name: 'kills',
  says: 'kill -9 of each process in turn, again and again, under 500 events/s; in the long form also two processes of a service, one frozen past its lease, a backlog, anyone',
  holds: 'calls are taken twice only where the dispatcher is killed, at most 3 × the sync’s concurrency per kill',
  seconds: { long: 45, short: 8 },
  inShort: true,
  run: async ({ dataDir, seed, say, ...form }) => ({
    rows: await run({ plan: planOf(form), dataDir, seed, say }),
    findings: [],
  }),
};
