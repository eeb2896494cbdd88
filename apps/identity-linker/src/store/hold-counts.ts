import { type Database } from '@kochava-stream/persistence';

const hour = 3_600_000;
const day = 24 * hour;
/** How old a hold is at most in each class but the last; the newest class first. */
const bounds = [hour, day, 7 * day, 30 * day];

/** How long links have been held, from one bound to the next. */
export const holdAges = ['under-1h', '1h-1d', '1d-7d', '7d-30d', 'over-30d'];

export interface HoldCount {
  readonly sync: string;
  /** Of `holdAges`. */
  readonly age: string;
  readonly state: string;
  readonly n: number;
}

interface Counting {
  readonly shards: readonly number[];
  readonly now: number;
  readonly mostPages: number;
}

/**
 * Holds of the shards by sync, state and age. However many there are, this reads at most `mostPages` of the table: more are
 * estimated from a sample of pages.
 */
export async function countHolds(db: Database, of: Counting): Promise<HoldCount[]> {
  const [size] = await db.query<{ pages: number }>(
    'pages of holds',
    `SELECT (pg_relation_size('hold') / current_setting('block_size')::integer)::integer AS pages`,
  );
  const share = Math.min(1, of.mostPages / Math.max(1, size?.pages ?? 0));
  const since = bounds.map((age) => of.now - age).reverse();
  const rows = await db.query<{ sync: string; state: string; older: number; n: number }>(
    share === 1 ? 'count holds' : 'sample holds',
    `SELECT sync, state, width_bucket(since, $2::bigint[]) AS older, count(*)::integer AS n
     FROM hold ${share === 1 ? '' : 'TABLESAMPLE SYSTEM ($3)'}
     WHERE shard = ANY ($1::integer[]) GROUP BY sync, state, width_bucket(since, $2::bigint[])`,
    [of.shards, since, ...(share === 1 ? [] : [share * 100])],
  );
  return rows.map(({ sync, state, older, n }) => {
    return { sync, state, age: holdAges[bounds.length - older] ?? 'over-30d', n: Math.round(n / share) };
  });
}

/** Which holds are meant: of these syncs, in these shards. */
export interface HoldsOf {
  readonly syncs: readonly string[];
  readonly shards: readonly number[];
}

/** By sync, since when its oldest hold lasts, ms. */
export async function oldestHolds(db: Database, { syncs, shards }: HoldsOf): Promise<Map<string, number>> {
  const rows = await db.query<{ sync: string; at: string }>('oldest holds', oldest, [syncs, shards]);
  return earliest(rows);
}

/** By sync, since when a hold is still there that should have been released (of these syncs) or have expired, ms. */
export async function overdueHolds(
  db: Database,
  { syncs, shards }: HoldsOf,
  now: number,
): Promise<Map<string, number>> {
  return earliest(await db.query<{ sync: string; at: string }>('overdue holds', overdue, [syncs, shards, now]));
}

function earliest(rows: readonly { sync: string; at: string }[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { sync, at } of rows) first.set(sync, Math.min(Number(at), first.get(sync) ?? Infinity));
  return first;
}

const oldest = `
  SELECT s.sync, h.since::text AS at
  FROM unnest($1::text[]) AS s (sync) CROSS JOIN unnest($2::integer[]) AS o (shard)
  CROSS JOIN LATERAL (
    SELECT h.since FROM hold h WHERE h.shard = o.shard AND h.sync = s.sync ORDER BY h.since LIMIT 1) AS h`;

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
