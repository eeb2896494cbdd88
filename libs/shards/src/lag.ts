import { type LaneLag } from './metrics.ts';
import { type OwnedShard } from './owned-shard.ts';

/** What waits behind the committed positions of the shards, by stream. */
export function lagsOf<Parsed>(shards: readonly OwnedShard<Parsed>[], now: number): LaneLag[] {
  return shards.flatMap(({ shard, lanes }) =>
    lanes.map((lane) => {
      const since = lane.at(0)?.storedAt;
      const oldestMs = since === undefined ? 0 : Math.max(0, now - since);
      return { shard, stream: lane.stream, messages: lane.notArrived + lane.length, oldestMs };
    }),
  );
}
