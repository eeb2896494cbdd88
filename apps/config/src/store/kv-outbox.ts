import { type ProjectConfig, type SyncConfig, type SyncSecrets } from '@kochava-stream/contracts';
import { type Tx } from '@kochava-stream/persistence';

/** A document on its way to the KV. */
export type KvDocument =
  | { readonly kind: 'project'; readonly document: ProjectConfig }
  | { readonly kind: 'sync'; readonly document: SyncConfig }
  | { readonly kind: 'secrets'; readonly document: SyncSecrets }
  /** Everything there was has been published: from here on "not there" means "does not exist". */
  | { readonly kind: 'ready'; readonly document: Record<string, never> };

export type QueuedDocument = KvDocument & { readonly seq: string };

/** Puts documents into the outbox of the transaction that changes what they show. */
export async function queueKv(tx: Tx, documents: readonly KvDocument[]): Promise<void> {
  for (const { kind, document } of documents) {
    await tx.query('config_kv_queue', 'insert into kv_outbox (kind, document) values ($1, $2)', [
      kind,
      JSON.stringify(document),
    ]);
  }
}

/** The oldest waiting documents, for one relay at a time: a second one waits behind the lock. */
export async function nextKv(tx: Tx, limit: number): Promise<QueuedDocument[]> {
  await tx.query('config_kv_lock', "select pg_advisory_xact_lock(hashtext('config.kv_outbox'))");
  return tx.query<QueuedDocument>(
    'config_kv_next',
    'select seq::text, kind, document from kv_outbox order by kv_outbox.seq limit $1',
    [limit],
  );
}

export async function forgetKv(tx: Tx, published: readonly QueuedDocument[]): Promise<void> {
  const seqs = published.map(({ seq }) => seq);
  await tx.query('config_kv_forget', 'delete from kv_outbox where seq = any($1::bigint[])', [seqs]);
}
