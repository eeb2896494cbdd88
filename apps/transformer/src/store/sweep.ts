import { dedupeWindowMs } from '@kochava-stream/domain/uploads';
import { type Context, type Tick } from '@kochava-stream/shards';
import { type Tx } from '@kochava-stream/persistence';
import { type Chunk } from '../chunk.ts';

/** Chunks of one shard come in the order of their times, but for clocks of ingest that differ. */
const disorderMs = 3_600_000;
/** What RECEIVED keeps: nothing older can come any more. */
const streamAgeMs = 96 * 3_600_000;
/** 8 MB: some 100,000 rows. A table of 60 GB is walked through in half a day. */
const pagesPerStep = 1_000;
export const sweepEveryMs = 5_000;

const recordProgress = `
  INSERT INTO dedupe_progress AS p (shard, received_at) SELECT * FROM unnest($1::integer[], $2::bigint[])
  ON CONFLICT (shard) DO UPDATE SET received_at = excluded.received_at WHERE p.received_at < excluded.received_at`;
const readProgress = 'SELECT count(*)::integer AS shards, min(received_at) AS received_at FROM dedupe_progress';
const countPages = `SELECT (pg_relation_size('dedupe') / current_setting('block_size')::integer)::integer AS pages`;
const deletePages = `DELETE FROM dedupe WHERE ctid >= $1::tid AND ctid < $2::tid AND received_at < $3::bigint`;

/**
 * Deletes keys whose seven days are over, a piece of the table at a time, around and around; whoever owns shard 0 does it.
 * "Over" is measured by the events: a key stays until every shard has come to events that are seven days younger, however far
 * behind the transformer is, so that a repetition is found even after a long standstill.
 */
export class Sweep {
  readonly #reached = new Map<number, number>();
  #page = 0;

  constructor(private readonly shards: number) {}

  /** Told of every batch; a batch that is rolled back comes again, so its first time is not too late. */
  reached(chunks: readonly Chunk[]): void {
    const first = new Map<number, number>();
    for (const { shard, receivedAt } of chunks) first.set(shard, Math.min(first.get(shard) ?? Infinity, receivedAt));
    for (const [shard, receivedAt] of first) this.#reached.set(shard, receivedAt);
  }

  readonly tick: Tick = {
    everyMs: sweepEveryMs,
    run: async (tx, shards, context) => {
      await this.#record(tx, shards);
      if (shards.includes(0)) await this.#step(tx, context);
      return [];
    },
  };

  async #record(tx: Tx, shards: readonly number[]): Promise<void> {
    const reached = shards.filter((shard) => this.#reached.has(shard));
    if (reached.length === 0) return;
    const times = reached.map((shard) => this.#reached.get(shard));
    await tx.execute('record-progress', recordProgress, [`{${reached.join(',')}}`, `{${times.join(',')}}`]);
    this.#reached.clear();
  }

  async #step(tx: Tx, { now }: Context): Promise<void> {
    const [size] = await tx.query<{ pages: number }>('count-pages', countPages);
    const pages = size?.pages ?? 0;
    if (pages === 0) return;
    const from = this.#page < pages ? this.#page : 0;
    const before = (await this.#settledUntil(tx, now)) - disorderMs - dedupeWindowMs;
    await tx.execute('delete-pages', deletePages, [`(${from},0)`, `(${from + pagesPerStep},0)`, before]);
    this.#page = from + pagesPerStep;
  }

  /** All events that ingest took before have been looked up. A shard that has none lately waits for none that old. */
  async #settledUntil(tx: Tx, now: number): Promise<number> {
    const oldest = now - streamAgeMs;
    const [row] = await tx.query<{ shards: number; received_at: number | null }>('read-progress', readProgress);
    if (row === undefined || row.received_at === null || row.shards < this.shards) return oldest;
    return Math.max(oldest, row.received_at);
  }
}
