import { kvKeys, type SyncSecrets } from '@kochava-stream/contracts';
import { type SyncState } from '@kochava-stream/domain/sync';
import { putConfig, putSecret, type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { forgetKv, lockKvQueue, nextKv, queueKv, type KvDocument, type QueuedDocument } from '../store/kv-outbox.ts';
import { projectDocument, type PublishedProject } from '../store/projects.ts';
import { syncDocument } from '../store/syncs.ts';
import { type SyncConsumers } from './sync-consumers.ts';

const pauseMs = 200;
const perTransaction = 50;
/** Beyond this the transaction gives up and the relay begins again. */
const putMs = 5_000;

/** Carries what the transactions put into the outbox to the KV, in order, again and again until it is there. */
export class KvRelay {
  #closed = false;
  #lastError: string | undefined;
  #wake: () => void = () => undefined;
  #waiting: (() => void)[] = [];
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

  /** Resolves when everything committed before now is published, or after `limitMs`: then it will be, later. */
  async published(limitMs = 2_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    const done = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#wake();
    await Promise.race([done, limit]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const waiting = this.#waiting.splice(0);
      try {
        while ((await this.#publishSome()) === perTransaction);
        this.#lastError = undefined;
        for (const tell of waiting) tell();
      } catch (error) {
        this.#lastError = (error as Error).message;
        this.#waiting.unshift(...waiting);
        this.logger.warn({ err: error }, 'the configuration cannot be published now; trying again');
      }
      await this.#pause();
    }
  }

  async #publishSome(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const waiting = await nextKv(tx, perTransaction);
      for (const queued of waiting) await this.#publish(queued);
      if (waiting.length > 0) await forgetKv(tx, waiting);
      return waiting.length;
    });
  }

  async #publish(queued: QueuedDocument): Promise<void> {
    // The sync's consumers come first: what its document makes others publish must find a reader.
    if (queued.kind === 'sync' && queued.document.status === 'enabled') await this.consumers.ensure(queued.document);
    await put(this.nats, queued);
  }

  #pause(): Promise<void> {
    const failed = this.#lastError !== undefined;
    if (this.#closed || (this.#waiting.length > 0 && !failed)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, failed ? 1000 : pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function put(nats: Nats, queued: KvDocument): Promise<void> {
  const options = { deadlineMs: putMs };
  switch (queued.kind) {
    case 'project':
      return putConfig(nats, kvKeys.project(queued.document.id), queued.document, options);
    case 'sync':
      return putConfig(nats, kvKeys.sync(queued.document.id), queued.document, options);
    case 'secrets':
      return putSecret(nats, kvKeys.sync(queued.document.sync), queued.document, options);
    case 'ready':
      return putConfig(nats, kvKeys.ready, { v: 1 }, options);
  }
}

/**
 * Queues everything there is: the KV is a projection and may have been lost. `ready` comes last, so that nobody takes a
 * half-filled bucket for the whole.
 */
export async function queueEverything(db: Database): Promise<void> {
  await db.transaction(queueEverythingIn);
}

/** As `queueEverything`, in a transaction that changes what there is. */
export async function queueEverythingIn(tx: Tx): Promise<void> {
  await lockKvQueue(tx);
  const projects = await tx.query<PublishedProject>(
    'config_republish_projects',
    `select id, name, api_keys as "apiKeys", webhook_secrets as "webhookSecrets" from project order by id`,
  );
  const secrets = await tx.query<{ sealed: SyncSecrets }>('config_republish_secrets', 'select sealed from secret');
  const syncs = await tx.query<{ state: SyncState }>('config_republish_syncs', 'select state from sync order by id');
  await queueKv(tx, [
    ...projects.map(projectDocument),
    ...secrets.map(({ sealed }): KvDocument => ({ kind: 'secrets', document: sealed })),
    ...syncs.map(({ state }) => syncDocument(state)),
    { kind: 'ready', document: {} },
  ]);
}
