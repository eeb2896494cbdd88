import { type NatsConnection } from '@nats-io/transport-node';
import { type Logger } from '@kochava-stream/observability';

type Listener = () => void;

/**
 * Whether the servers can be reached now. nats.js drops what is sent between two connections and knows nothing of the
 * messages it missed, so senders wait for `untilConnected` and readers start again on `onReconnect`.
 */
export class Connection {
  #up = true;
  #closed = false;
  readonly #reconnected = new Set<Listener>();

  constructor(
    private readonly nc: NatsConnection,
    private readonly logger: Logger,
  ) {
    void this.#watch();
  }

  get up(): boolean {
    return this.#up && !this.#closed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Calls `listener` after every reconnect, and once when the connection ends for good. Returns the way to stop that. */
  onReconnect(listener: Listener): () => void {
    this.#reconnected.add(listener);
    return () => this.#reconnected.delete(listener);
  }

  /** Resolves when there is a connection, when it was closed for good, or when `signal` aborts: look at `up`. */
  untilConnected(signal?: AbortSignal): Promise<void> {
    if (this.#up || this.#closed || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        forget();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const forget = this.onReconnect(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  async #watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'disconnect') this.#down(status.server);
      else if (status.type === 'reconnect') this.#back(status.server);
      else if (status.type === 'error') this.logger.error({ err: status.error }, 'NATS reports an error');
      else if (status.type === 'staleConnection') this.logger.warn('NATS does not answer pings');
    }
    this.#closed = true;
    this.#tell();
  }

  #down(server: string): void {
    if (this.#up) this.logger.warn({ server }, 'NATS connection lost, reconnecting');
    this.#up = false;
  }

  #back(server: string): void {
    this.#up = true;
    this.logger.info({ server }, 'NATS connection is back');
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#reconnected]) listener();
  }
}
