import { type Tx } from '@kochava-stream/persistence';

/** One statement, in the order of keys: another worker may be at the same device, whose events fell into another shard. */
const take = `
  WITH asked AS (SELECT key FROM unnest($1::uuid[]) AS a (key)),
  taken AS (
    INSERT INTO install AS i (key, sent_at) SELECT key, $2::bigint FROM asked ORDER BY key
    ON CONFLICT (key) DO NOTHING RETURNING key
  )
  SELECT replace(key::text, '-', '') AS key FROM asked WHERE NOT EXISTS (SELECT FROM taken WHERE taken.key = asked.key)`;

/** Notes that installs are sent now. @returns the keys of those that had been sent before */
export async function takeInstalls(tx: Tx, keys: ReadonlySet<string>, now: number): Promise<Set<string>> {
  if (keys.size === 0) return new Set();
  const rows = await tx.query<{ key: string }>('take-installs', take, [`{${[...keys].join(',')}}`, now]);
  return new Set(rows.map(({ key }) => key));
}
