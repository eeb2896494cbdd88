import { receivedDeletions, receivedEvents, receivedReplays } from '@kochava-stream/contracts';
import { Forgotten } from '@kochava-stream/persistence';
import { runShardWorker, type ShardMessage, type ShardWorker, type StatefulParts } from '@kochava-stream/shards';
import { parseChunk, poisonedChunk, splitChunk, weighChunk, type Chunk } from './chunk.ts';
import { deleter, parseDeletions, type Deletions } from './deletions.ts';
import { DropSamples, tellSamples } from './drop-samples.ts';
import { handler } from './handle.ts';
import { parseReplays, replayer, splitReplays, type Replays } from './replays.ts';
import { SeenNames } from './seen/seen-names.ts';
import { tellNames } from './seen/tell-names.ts';
import { Sweep } from './store/sweep.ts';
import { transformerMetrics } from './transformer-metrics.ts';

type Parsed = Chunk | Replays | Deletions;

/** By source. */
const parsers: readonly ((message: ShardMessage) => Parsed)[] = [parseChunk, parseReplays, parseDeletions];
const splitters = [splitChunk, splitReplays];

function weightOf(parsed: Parsed): number {
  if ('events' in parsed) return weighChunk(parsed);
  return 'replays' in parsed ? parsed.replays.length : 1;
}

/** Reads the received events of the shards it owns, and those that come back out of the dead letters. */
export function transformerWorker({ config, ...parts }: StatefulParts, maxBatch: number): ShardWorker {
  const sweep = new Sweep(parts.shards);
  const seen = new SeenNames({ now: Date.now, tell: tellNames(parts.nats) });
  const samples = new DropSamples({ now: Date.now, tell: tellSamples(parts.nats) });
  const notes = parts.metrics.counter(transformerMetrics.notes);
  const installs = parts.metrics.counter(transformerMetrics.installs);
  const leftOut = parts.metrics.counter(transformerMetrics.leftOut);
  const forgotten = new Forgotten();
  const take = handler({
    config,
    forgotten,
    shards: parts.shards,
    onBatch: (chunks, transformed) => {
      sweep.reached(chunks);
      seen.note(chunks);
      samples.note(transformed.drops);
      for (const [reason, n] of transformed.notes) notes.inc({ reason }, n);
      if (transformed.installs.length > 0) installs.inc({ result: 'told' }, transformed.installs.length);
      for (const [result, n] of transformed.missedInstalls) installs.inc({ result }, n);
      for (const [sync, drafts] of transformed.dispatches) {
        for (const { mapped } of drafts) for (const field of mapped.leftOut) leftOut.inc({ sync, field });
      }
    },
  });
  const again = replayer(config, forgotten);
  const forget = deleter({ config, forgotten, shards: parts.shards });
  const worker = runShardWorker<Parsed>({
    ...parts,
    maxBatch,
    consumer: 'transformer',
    gatherMs: 10,
    sources: [receivedEvents, receivedReplays, receivedDeletions].map(({ stream, subject }) => ({
      stream,
      subject: (shard) => subject({ shard }),
    })),
    parse: (message) => (parsers[message.source] as (message: ShardMessage) => Parsed)(message),
    weigh: weightOf,
    causes: (parsed) => ('events' in parsed ? parsed.causes : []),
    split: (message) => splitters[message.source]?.(message) ?? [message],
    poison: poisonedChunk,
    tick: sweep.tick,
    handle: async (batch, tx, context) => {
      const chunks = batch.filter((parsed) => 'events' in parsed);
      const replays = batch.filter((parsed) => 'replays' in parsed);
      const deletions = batch.filter((parsed) => 'deletions' in parsed);
      const taken = await take(chunks, tx, context);
      const returned = replays.length === 0 ? [] : await again(replays, tx, context);
      return [...taken, ...returned, ...(await forget(deletions, tx, context))];
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
