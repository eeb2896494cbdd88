import { decode, outcomeSeen, type OutcomeSeen } from '@kochava-stream/contracts';
import { type ShardWorker } from '@kochava-stream/shards';
import { runOneWorker, type WorkerParts } from '../one-worker.ts';
import { forgetNames, storeNames } from './store-names.ts';

/** Keeps the names that the transformers see pass by, for seven days. */
export function startNames(parts: WorkerParts): ShardWorker {
  return runOneWorker<OutcomeSeen>({
    ...parts,
    consumer: 'config-names',
    gatherMs: 250,
    sources: [{ stream: outcomeSeen.stream, subject: () => outcomeSeen.subject({}) }],
    parse: ({ bytes }) => decode(outcomeSeen, bytes),
    weigh: ({ seen }) => seen.length,
    handle: async (batch, tx) => {
      await storeNames(
        tx,
        batch.flatMap(({ seen }) => seen),
      );
      return [];
    },
    tick: {
      everyMs: 3_600_000,
      run: async (tx, _shards, { now }) => {
        await forgetNames(tx, now);
        return [];
      },
    },
  });
}
