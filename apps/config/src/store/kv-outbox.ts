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

const atOnce = 500;

/** Puts documents into the outbox of the transaction that changes what they show. */
export async function queueKv(tx: Tx, documents: readonly KvDocument[]): Promise<void> {
  for (let from = 0; from < documents.length; from += atOnce) {
    const some = documents.slice(from, from + atOnce);
    await tx.query(
      'config_kv_queue',
      `insert into kv_outbox (kind, document)
       select d.kind, d.document::json from unnest($1::text[], $2::text[]) with ordinality as d (kind, document, n)
        order by d.n`,
      [some.map(({ kind }) => kind), some.map(({ document }) => JSON.stringify(document))],
    );
  }
}

/**
 * Waits for every transaction that has queued something to end, and lets none queue until this one ends: what is read
 * now and queued is not older than what was queued before it.
 */
export async function lockKvQueue(tx: Tx): Promise<void> {
  await tx.query('config_kv_lock_queue', 'lock table kv_outbox in exclusive mode');
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
