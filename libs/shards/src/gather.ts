import { type Lane, type Waiting } from './lane.ts';
import { type OwnedShard } from './owned-shard.ts';

/** A message in a batch, with where it came from. */
export interface Pick<Parsed> {
  readonly shard: OwnedShard<Parsed>;
  readonly lane: Lane<Parsed>;
  readonly item: Waiting<Parsed>;
}

/**
 * The next transaction: everything that waits, up to `maxBatch` units, a message from every lane in turn so that a full
 * lane does not keep the others waiting. At least one message, whatever it weighs. Within a lane in stream order.
 * @param turn where to begin; another one each time
 */
export function gather<Parsed>(shards: readonly OwnedShard<Parsed>[], maxBatch: number, turn: number): Pick<Parsed>[] {
  const lanes = shards.flatMap((shard) => shard.lanes.map((lane) => ({ shard, lane })));
  const picks: Pick<Parsed>[] = [];
  let weight = 0;
  let open = lanes.map((_, index) => lanes[(index + turn) % lanes.length]).filter((each) => each !== undefined);
  for (let depth = 0; open.length > 0; depth += 1) {
    const next: typeof open = [];
    for (const { shard, lane } of open) {
      const item = lane.at(depth);
      if (item === undefined) continue;
      if (picks.length > 0 && weight + item.weight > maxBatch) return picks;
      picks.push({ shard, lane, item });
      weight += item.weight;
      next.push({ shard, lane });
    }
    open = next;
  }
  return picks;
}
