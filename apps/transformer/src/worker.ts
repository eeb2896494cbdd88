import { receivedEvents } from '@kochava-stream/contracts';
import { runShardWorker, type ShardWorker, type StatefulParts } from '@kochava-stream/shards';
import { parseChunk, poisonedChunk, splitChunk, weighChunk, type Chunk } from './chunk.ts';
import { handler } from './handle.ts';
import { Sweep } from './store/sweep.ts';
import { transformerMetrics } from './transformer-metrics.ts';

/** Reads the received events of the shards it owns. */
export function transformerWorker({ config, ...parts }: StatefulParts, maxBatch: number): ShardWorker {
  const sweep = new Sweep(parts.shards);
  const notes = parts.metrics.counter(transformerMetrics.notes);
  return runShardWorker<Chunk>({
    ...parts,
    maxBatch,
    consumer: 'transformer',
    gatherMs: 10,
    sources: [{ stream: receivedEvents.stream, subject: (shard) => receivedEvents.subject({ shard }) }],
    parse: parseChunk,
    weigh: weighChunk,
    split: splitChunk,
    poison: poisonedChunk,
    tick: sweep.tick,
    handle: handler({
      config,
      shards: parts.shards,
      onBatch: (chunks, said) => {
        sweep.reached(chunks);
        for (const [reason, n] of said) notes.inc({ reason }, n);
      },
    }),
  });
}
