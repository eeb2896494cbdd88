import { receivedEvents, receivedReplays } from '@kochava-stream/contracts';
import { runShardWorker, type ShardWorker, type StatefulParts } from '@kochava-stream/shards';
import { parseChunk, poisonedChunk, splitChunk, weighChunk, type Chunk } from './chunk.ts';
import { DropSamples, tellSamples } from './drop-samples.ts';
import { handler } from './handle.ts';
import { parseReplays, replayer, splitReplays, type Replays } from './replays.ts';
import { SeenNames } from './seen/seen-names.ts';
import { tellNames } from './seen/tell-names.ts';
import { Sweep } from './store/sweep.ts';
import { transformerMetrics } from './transformer-metrics.ts';

/** Reads the received events of the shards it owns, and those that come back out of the dead letters. */
export function transformerWorker({ config, ...parts }: StatefulParts, maxBatch: number): ShardWorker {
  const sweep = new Sweep(parts.shards);
  const seen = new SeenNames({ now: Date.now, tell: tellNames(parts.nats) });
  const samples = new DropSamples({ now: Date.now, tell: tellSamples(parts.nats) });
  const notes = parts.metrics.counter(transformerMetrics.notes);
  const take = handler({
    config,
    shards: parts.shards,
    onBatch: (chunks, transformed) => {
      sweep.reached(chunks);
      seen.note(chunks);
      samples.note(transformed.drops);
      for (const [reason, n] of transformed.notes) notes.inc({ reason }, n);
    },
  });
  const again = replayer(config);
  const worker = runShardWorker<Chunk | Replays>({
    ...parts,
    maxBatch,
    consumer: 'transformer',
    gatherMs: 10,
    sources: [receivedEvents, receivedReplays].map(({ stream, subject }) => ({
      stream,
      subject: (shard) => subject({ shard }),
    })),
    parse: (message) => (message.source === 0 ? parseChunk(message) : parseReplays(message)),
    weigh: (parsed) => ('replays' in parsed ? parsed.replays.length : weighChunk(parsed)),
    causes: (parsed) => ('replays' in parsed ? [] : parsed.causes),
    split: (message) => (message.source === 0 ? splitChunk(message) : splitReplays(message)),
    poison: poisonedChunk,
    tick: sweep.tick,
    handle: async (batch, tx, context) => {
      const chunks = batch.filter((parsed): parsed is Chunk => !('replays' in parsed));
      const replays = batch.filter((parsed): parsed is Replays => 'replays' in parsed);
      const taken = await take(chunks, tx, context);
      return replays.length === 0 ? taken : [...taken, ...(await again(replays, tx, context))];
    },
  });
  return {
    owned: () => worker.owned(),
    close: async () => {
      await worker.close();
      await seen.close();
    },
  };
}
