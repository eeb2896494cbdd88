import { Forgotten } from '@kochava-stream/persistence';
import { type ShardWorker } from '@kochava-stream/shards';
import { withoutDeleted } from '../deletions/keep-out.ts';
import { runOneWorker, type WorkerParts } from '../one-worker.ts';
import { parseTold, sources, weightOf } from './parse-told.ts';
import { countBatch, forgetCounted, type Told } from './rollup-worker.ts';
import { forgetNotes, storeGates, storeSamples } from './store-notes.ts';
import { forgetPoints } from './store-points.ts';

export interface RollupParts extends WorkerParts {
  /** How long the books wait for a worker that fell silent, ms. */
  leaseMs?: number;
}

/** Counts what became of every event, from the stream OUTCOMES, and keeps what dispatchers tell beside. */
export function startRollup(parts: RollupParts): ShardWorker {
  const forgotten = new Forgotten();
  return runOneWorker<Told>({
    ...parts,
    consumer: 'config',
    // Nobody looks at the books more often.
    gatherMs: 250,
    sources,
    parse: parseTold,
    weigh: weightOf,
    handle: async (batch, tx, { now }) => {
      await countBatch(
        batch.filter((told) => 'counts' in told || 'ends' in told || 'retries' in told),
        tx,
        now,
      );
      await storeGates(
        tx,
        batch.flatMap((told) => ('gates' in told ? [told.gates] : [])),
      );
      const samples = batch.flatMap((told) => ('samples' in told ? told.samples : []));
      const kept = await withoutDeleted(tx, forgotten, samples, (sample) => {
        return { project: sample.project, at: sample.acceptedAt, within: sample };
      });
      await storeSamples(tx, kept);
      return [];
    },
    tick: {
      everyMs: 300_000,
      run: async (tx, _shards, { now }) => {
        await forgetCounted(tx);
        await forgetPoints(tx, now);
        await forgetNotes(tx);
        return [];
      },
    },
  });
}
