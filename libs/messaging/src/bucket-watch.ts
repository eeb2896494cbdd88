import { kvBuckets } from '@kochava-stream/contracts';
import { type Logger } from '@kochava-stream/observability';
import { type Nats } from './connect.ts';
import { type Bucket } from './kv-write.ts';
import { OrderedPull, type StreamMessage } from './ordered-pull.ts';

export interface BucketHandlers {
  put(key: string, bytes: Uint8Array): void;
  deleted(key: string): void;
}

/**
 * Keeps a picture of a bucket: every key's newest value, then every change in order, through reconnects. When the bucket
 * itself was made anew the old picture stays until the new one is complete.
 */
export class BucketWatch {
  readonly #prefix: string;
  #keys = new Set<string>();
  /** Keys seen since the bucket was read from its beginning; undefined once the picture is complete. */
  #fresh: Set<string> | undefined = new Set();
  #pull: OrderedPull;
  #closed = false;
  #everComplete = false;
  readonly #complete = Promise.withResolvers<void>();

  constructor(
    private readonly nats: Nats,
    private readonly bucket: Bucket,
    private readonly handlers: BucketHandlers,
    private readonly logger: Logger,
  ) {
    this.#prefix = `$KV.${kvBuckets[bucket]}.`;
    this.#pull = this.#read();
  }

  /** Resolves when all that the bucket held at the start has been told. @throws StreamMissing: not provisioned */
  complete(): Promise<void> {
    return this.#complete.promise;
  }

  close(): void {
    this.#closed = true;
    this.#pull.close();
    this.#complete.resolve();
  }

  #read(): OrderedPull {
    return new OrderedPull(this.nats, {
      stream: `KV_${kvBuckets[this.bucket]}`,
      subject: `${this.#prefix}>`,
      from: 'newest-per-subject',
      logger: this.logger,
      room: () => 8 * 1024 * 1024,
      message: (message) => this.#safely(() => this.#take(message)),
      caughtUp: () => this.#safely(() => this.#caughtUp()),
      failed: (error) => this.#failed(error),
    });
  }

  /** Whoever listens to changes does not end the watching of them. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (err) {
      this.logger.error({ err, bucket: this.bucket }, 'a listener to configuration changes failed');
    }
  }

  #take(message: StreamMessage): void {
    const key = message.subject.slice(this.#prefix.length);
    const operation = message.headers['KV-Operation'];
    if (operation === 'DEL' || operation === 'PURGE') {
      this.#fresh?.delete(key);
      if (this.#keys.delete(key)) this.handlers.deleted(key);
      return;
    }
    this.#fresh?.add(key);
    this.#keys.add(key);
    this.handlers.put(key, message.bytes);
  }

  #caughtUp(): void {
    const fresh = this.#fresh;
    if (fresh === undefined) return;
    this.#fresh = undefined;
    this.#everComplete = true;
    this.#complete.resolve();
    for (const key of this.#keys) {
      if (fresh.has(key)) continue;
      this.#keys.delete(key);
      this.handlers.deleted(key);
    }
  }

  /** The first time, whoever waits is told. Later the picture stays and reading starts again from the beginning. */
  #failed(error: Error): void {
    if (this.#closed) return;
    if (!this.#everComplete) {
      this.#closed = true;
      return this.#complete.reject(error);
    }
    this.logger.error(
      { err: error, bucket: this.bucket },
      'configuration bucket is gone or was made anew; reading it again',
    );
    this.#fresh = new Set();
    setTimeout(() => {
      if (!this.#closed) this.#pull = this.#read();
    }, 1_000).unref();
  }
}
