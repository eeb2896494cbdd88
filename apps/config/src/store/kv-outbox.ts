import { type Tx } from '@kochava-stream/persistence';

/** A document on its way to a KV bucket. `value` null = the key goes. */
export interface KvChange {
  readonly seq: string;
  readonly bucket: string;
  readonly key: string;
  readonly value: string | null;
}

/** Puts documents into the outbox of the transaction that changes what they show. */
export async function queueKv(tx: Tx, changes: readonly Omit<KvChange, 'seq'>[]): Promise<void> {
  for (const { bucket, key, value } of changes) {
    await tx.query('config_kv_queue', 'insert into kv_outbox (bucket, key, value) values ($1, $2, $3)', [
      bucket,
      key,
      value,
    ]);
  }
}

/** The oldest waiting documents, for one relay at a time: a second one waits behind the lock. */
export async function nextKv(tx: Tx, limit: number): Promise<KvChange[]> {
  await tx.query('config_kv_lock', "select pg_advisory_xact_lock(hashtext('config.kv_outbox'))", []);
  return tx.query<KvChange>(
    'config_kv_next',
    'select seq::text, bucket, key, value from kv_outbox order by kv_outbox.seq limit $1',
    [limit],
  );
}

export async function forgetKv(tx: Tx, published: readonly KvChange[]): Promise<void> {
  const seqs = published.map(({ seq }) => seq);
  await tx.query('config_kv_forget', 'delete from kv_outbox where seq = any($1::bigint[])', [seqs]);
}
