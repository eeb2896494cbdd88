import { dedupeWindowMs } from '@kochava-stream/domain/uploads';
import { type Tx } from '@kochava-stream/persistence';
import { type Received } from '@kochava-stream/domain/routing';

/**
 * Takes every key that is new, or whose seven days are over, and tells which are not. One statement: a key falls into
 * one shard only, so no other owner asks for it at the same time.
 */
const takeKeys = `
  WITH asked AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS a (key, received_at)),
  taken AS (
    INSERT INTO dedupe AS d (key, received_at) SELECT key, received_at FROM asked
    ON CONFLICT (key) DO UPDATE SET received_at = excluded.received_at
      WHERE d.received_at <= excluded.received_at - $3::bigint
    RETURNING key
  )
  SELECT replace(key::text, '-', '') AS key FROM asked WHERE NOT EXISTS (SELECT FROM taken WHERE taken.key = asked.key)`;

/** Of the keys in the batch, those that an earlier batch took. Within the batch the first event of a key takes it. */
export async function repeatedKeys(tx: Tx, events: readonly Received[]): Promise<Set<string>> {
  const asked = new Map<string, number>();
  for (const { key, part } of events) if (key !== undefined && !asked.has(key)) asked.set(key, part.receivedAt);
  if (asked.size === 0) return new Set();
  const keys = `{${[...asked.keys()].join(',')}}`;
  const times = `{${[...asked.values()].join(',')}}`;
  const rows = await tx.query<{ key: string }>('take-keys', takeKeys, [keys, times, dedupeWindowMs]);
  return new Set(rows.map(({ key }) => key));
}

/** An event that could not be taken did not happen: sent again from the dead letters, it is no repetition. */
export async function forgetKeys(tx: Tx, events: readonly Received[]): Promise<void> {
  const keys = events.map(({ key }) => key).filter((key) => key !== undefined);
  if (keys.length === 0) return;
  await tx.execute('forget-keys', 'DELETE FROM dedupe WHERE key = ANY ($1::uuid[])', [`{${keys.join(',')}}`]);
}
