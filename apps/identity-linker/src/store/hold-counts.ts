import { type Database } from '@kochava-stream/persistence';

const hour = 3_600_000;
const day = 24 * hour;
/** How old a hold is at most in each class but the last; the newest class first. */
const bounds = [hour, day, 7 * day, 30 * day];

/** How long links have been held, from one bound to the next. */
export const holdAges = ['under-1h', '1h-1d', '1d-7d', '7d-30d', 'over-30d'];

/** The holds of one sync in one shard. */
export interface HoldCount {
  readonly sync: string;
  /** Of `holdAges`. */
  readonly age: string;
  readonly n: number;
  /** Since when the oldest of them has been held, ms. */
  readonly oldest: number;
}

/** Counts the holds of a shard, in the order of the index `hold_age`, without reading the table. */
export async function countHolds(db: Database, shard: number, now: number): Promise<HoldCount[]> {
  const since = bounds.map((age) => now - age).reverse();
  const rows = await db.query<{ sync: string; younger: number; n: number; oldest: string }>(
    'count holds',
    `SELECT sync, width_bucket(since, $2::bigint[]) AS younger, count(*)::integer AS n, min(since)::text AS oldest
     FROM hold WHERE shard = $1 GROUP BY sync, width_bucket(since, $2::bigint[])`,
    [shard, since],
  );
  return rows.map(({ sync, younger, n, oldest }) => ({
    sync,
    age: holdAges[bounds.length - younger] ?? 'over-30d',
    n,
    oldest: Number(oldest),
  }));
}

/** By sync, since when a hold is still there that should have been released (of `sending` syncs) or have expired, ms. */
export async function overdueHolds(
  db: Database,
  of: { readonly sending: readonly string[]; readonly shards: readonly number[]; readonly now: number },
): Promise<Map<string, number>> {
  const rows = await db.query<{ sync: string; at: string }>('overdue holds', overdue, [of.sending, of.shards, of.now]);
  const first = new Map<string, number>();
  for (const { sync, at } of rows) first.set(sync, Math.min(Number(at), first.get(sync) ?? Infinity));
  return first;
}

const overdue = `
  SELECT d.sync, d.due_at::text AS at
  FROM unnest($1::text[]) AS s (sync) CROSS JOIN unnest($2::integer[]) AS o (shard)
  CROSS JOIN LATERAL (
    SELECT h.sync, h.due_at FROM hold h
    WHERE h.sync = s.sync AND h.shard = o.shard AND h.due_at <= $3::bigint
    ORDER BY h.due_at LIMIT 1) AS d
  UNION ALL
  SELECT e.sync, e.expires_at::text
  FROM unnest($2::integer[]) AS o (shard)
  CROSS JOIN LATERAL (
    SELECT h.sync, h.expires_at FROM hold h
    WHERE h.shard = o.shard AND h.expires_at <= $3::bigint
    ORDER BY h.expires_at LIMIT 1) AS e`;
