import { type Database } from '@kochava-stream/persistence';
import { oldKey } from './events.ts';

export interface Filling {
  readonly keys: number;
  /** So many of them are known by their ids; the others are random, as hashes are. */
  readonly old: number;
}

const atOnce = 1_000_000;
const day = 86_400_000;

/** Keys of the last six days, the known ones among the others wherever chance puts them. */
const insert = `
  INSERT INTO dedupe (key, received_at)
  SELECT key, $3::bigint + (random() * $4)::bigint
  FROM (SELECT unnest($1::uuid[]) AS key UNION ALL SELECT gen_random_uuid() FROM generate_series(1, $2::integer)) AS keys
  ORDER BY random()`;

/**
 * Fills the table, unless it is full from a run before. The index is built at the end, as full as one becomes that random
 * keys went into: 70 % of each page.
 */
export async function fill(db: Database, { keys, old }: Filling, say: (line: string) => void): Promise<void> {
  if ((await count(db)) >= keys) return say('the table is filled already');
  await db.execute('empty', 'TRUNCATE dedupe');
  await db.execute('no key', 'ALTER TABLE dedupe DROP CONSTRAINT IF EXISTS dedupe_pkey');
  const began = Date.now();
  for (let from = 0; from < keys; from += atOnce) {
    const more = Math.min(atOnce, keys - from);
    const [first, last] = [from, from + more].map((n) => Math.floor((n * old) / keys)) as [number, number];
    const known = Array.from({ length: last - first }, (_, n) => oldKey(first + n));
    await db.execute('fill', insert, [`{${known.join(',')}}`, more - known.length, began - 6 * day, 6 * day]);
    if ((from + more) % (10 * atOnce) === 0) say(`${(from + more).toLocaleString('en')} keys`);
  }
  say('the index …');
  await db.transaction(async (tx) => {
    await tx.execute('memory', `SET LOCAL maintenance_work_mem = '1GB'`);
    await tx.execute('key', 'ALTER TABLE dedupe ADD CONSTRAINT dedupe_pkey PRIMARY KEY (key) WITH (fillfactor = 70)');
  });
  await db.execute('vacuum', 'VACUUM (ANALYZE) dedupe');
  await db.execute('checkpoint', 'CHECKPOINT');
  say(`filled in ${Math.round((Date.now() - began) / 1_000)} s`);
}

export async function count(db: Database): Promise<number> {
  const [row] = await db.query<{ n: number }>('count', 'SELECT count(*)::float8 AS n FROM dedupe');
  return row?.n ?? 0;
}

/** The table and its index. */
export async function bytesOf(db: Database): Promise<{ table: number; index: number }> {
  const text = `SELECT pg_relation_size('dedupe')::float8 AS table, pg_indexes_size('dedupe')::float8 AS index`;
  const [row] = await db.query<{ table: number; index: number }>('bytes', text);
  return row ?? { table: 0, index: 0 };
}
