import { documentParser, kvBuckets, kvKeys, SyncConfig } from '@kochava-stream/contracts';
import { type SyncState } from '@kochava-stream/domain/sync';
import { deleteDocument, putDocument, type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { forgetKv, nextKv, queueKv, type KvChange } from '../store/kv-outbox.ts';
import { projectDocument } from '../store/projects.ts';
import { syncDocument } from '../store/syncs.ts';
import { type SyncConsumers } from './sync-consumers.ts';

const pauseMs = 200;
const perTransaction = 50;
const parseSync = documentParser(SyncConfig);

/** Carries what the transactions put into the outbox to the KV, in order, again and again until it is there. */
export class KvRelay {
  #closed = false;
  #lastError: string | undefined;
  #wake: () => void = () => undefined;
  readonly #running: Promise<void>;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly consumers: SyncConsumers,
    private readonly logger: Logger,
  ) {
    this.#running = this.#run();
  }

  /** Why documents are not getting through; undefined = they are. */
  problem(): string | undefined {
    return this.#lastError;
  }

  /** There is something new: do not wait for the next look. */
  wake(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        const published = await this.#publishSome();
        this.#lastError = undefined;
        if (published === perTransaction) continue;
      } catch (error) {
        this.#lastError = (error as Error).message;
        this.logger.warn({ err: error }, 'the configuration cannot be published now; trying again');
      }
      await this.#pause();
    }
  }

  async #publishSome(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const changes = await nextKv(tx, perTransaction);
      for (const change of changes) await this.#publish(change);
      if (changes.length > 0) await forgetKv(tx, changes);
      return changes.length;
    });
  }

  async #publish(change: KvChange): Promise<void> {
    const { bucket, key, value } = change;
    if (value === null) return deleteDocument(this.nats, bucket, key);
    // The sync's consumers come first: what its documents make others publish must find a reader.
    if (bucket === kvBuckets.config) {
      const sync = parseSync(Buffer.from(value));
      if (sync?.status === 'enabled') await this.consumers.ensure(sync);
    }
    await putDocument(this.nats, bucket, key, value);
  }

  #pause(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#lastError === undefined ? pauseMs : 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * Queues everything there is: the KV is a projection and may have been lost. `ready` comes last, so that nobody takes a
 * half-filled bucket for the whole.
 */
export async function queueEverything(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    const projects = await tx.query<{ id: string; name: string; apiKeys: string[] }>(
      'config_republish_projects',
      'select id, name, api_keys as "apiKeys" from project order by id',
    );
    await queueKv(tx, projects.map(projectDocument));
    await tx.query(
      'config_republish_secrets',
      `insert into kv_outbox (bucket, key, value) select $1, 'sync.' || sync, sealed from secret order by sync`,
      [kvBuckets.secrets],
    );
    const syncs = await tx.query<{ state: SyncState }>('config_republish_syncs', 'select state from sync order by id');
    await queueKv(
      tx,
      syncs.map(({ state }) => syncDocument(state)),
    );
    await queueKv(tx, [{ bucket: kvBuckets.config, key: kvKeys.ready, value: '{"v":1}' }]);
  });
}
