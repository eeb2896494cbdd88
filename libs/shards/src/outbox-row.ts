import { type Addressed } from '@kochava-stream/messaging';
import { type Queryable } from '@kochava-stream/persistence';

/** A message that was decided in a committed transaction. */
export interface OutboxRow extends Addressed {
  /** The shards of its transaction: whoever owns one of them publishes it. */
  readonly shards: readonly number[];
}

type StoredRow = Omit<OutboxRow, 'headers'> & { readonly headers: Readonly<Record<string, string>> | null };

/**
 * What earlier owners of a shard have left, in the order of their commits, and whatever was committed before the last of it:
 * a transaction of several shards must not leave before an earlier one of any of them, whoever takes which shard over first.
 */
export async function leftovers(on: Queryable, consumer: string, shard: number): Promise<OutboxRow[]> {
  const rows = await on.query<StoredRow>(
    'outbox leftovers',
    `SELECT id, stream, subject, headers, payload AS bytes, shards FROM outbox
     WHERE consumer = $1 AND seq <= (SELECT max(seq) FROM outbox WHERE consumer = $1 AND $2::integer = ANY (shards))
     ORDER BY seq`,
    [consumer, shard],
  );
  return rows.map(({ headers, ...row }) => (headers === null ? row : { ...row, headers }));
}

export async function dropPublished(on: Queryable, ids: readonly string[]): Promise<void> {
  await on.execute('drop published', 'DELETE FROM outbox WHERE id = ANY ($1::text[])', [ids]);
}
