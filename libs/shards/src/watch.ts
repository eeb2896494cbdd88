import { type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { pause } from './backoff.ts';
import { type ShardCounting } from './metrics.ts';
import { type OwnedShard } from './owned-shard.ts';
import { checkStreams, statesOf } from './reading.ts';

export interface WatchParts<Parsed> {
  readonly nats: Nats;
  readonly streams: readonly string[];
  readonly shards: () => readonly OwnedShard<Parsed>[];
  readonly logger: Logger;
  readonly metrics: ShardCounting;
  readonly wake: () => void;
  readonly checkMs: number;
  readonly quietMs: number;
}

/** Looks after the streams themselves: whether they are still the same, and how far quiet subjects may move on. */
export async function watchStreams<Parsed>(parts: WatchParts<Parsed>, signal: AbortSignal): Promise<void> {
  let quietAt = performance.now() + parts.quietMs;
  while (!signal.aborted) {
    await pause(parts.checkMs, signal);
    if (signal.aborted) return;
    try {
      await check(parts);
      for (const shard of reading(parts)) await shard.measureLag();
      if (performance.now() < quietAt) continue;
      for (const shard of reading(parts)) await shard.findQuiet();
      quietAt = performance.now() + parts.quietMs;
      parts.wake();
    } catch (error) {
      parts.logger.debug({ err: error }, 'the streams cannot be looked at now');
    }
  }
}

async function check<Parsed>(parts: WatchParts<Parsed>): Promise<void> {
  // Positions first: they grow, and a stream is never behind a position that was taken before.
  const before = reading(parts).map((shard) => ({ shard, positions: shard.lanes.map(({ position }) => position) }));
  if (before.length === 0) return;
  const states = await statesOf(parts.nats, parts.streams);
  for (const { shard, positions } of before) checkStreams(parts, shard, { positions, states });
}

function reading<Parsed>({ shards }: WatchParts<Parsed>): OwnedShard<Parsed>[] {
  return shards().filter(({ phase }) => phase === 'reading');
}
