import { createInbox, type Msg, type Subscription } from '@nats-io/transport-node';
import { type Nats } from './connect.ts';

export interface PullHandlers {
  message(msg: Msg): void;
  /** The pull was filled, expired or cut short: pull again when there is room. */
  ended(): void;
  /** The server is still there; the delivery sequence of the last message it sent. */
  heartbeat?(lastDelivered: number): void;
  /** Nothing more will come from this session; close it. */
  broken(reason: string): void;
}

export interface PullOptions {
  readonly stream: string;
  readonly consumer: string;
  /** How long a pull waits for messages. */
  readonly expiresMs: number;
  /** How often the server shows that it is still serving the pull; silence for two and a half of these = broken. */
  readonly heartbeatMs: number;
}

/**
 * Pull requests to one consumer, one at a time, on a private inbox. nats.js' own `consume` prefetches by count or by bytes
 * beyond what the caller has room for and does not look at the positions in heartbeats; both matter here.
 */
export class PullSession {
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #watch: NodeJS.Timeout;
  #serial = 0;
  #left = 0;
  #heardAt = 0;
  #open = true;

  constructor(
    private readonly nats: Nats,
    private readonly options: PullOptions,
    private readonly handlers: PullHandlers,
  ) {
    this.#inbox = createInbox(nats.inboxPrefix);
    this.#subscription = nats.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, msg) => this.#safely(() => (error === null ? this.#arrived(msg) : this.#broken(error.message))),
    });
    this.#watch = setInterval(() => this.#checkHeartbeat(), options.heartbeatMs);
    this.#watch.unref();
  }

  get pulling(): boolean {
    return this.#left > 0;
  }

  /** Asks for up to `batch` messages of together at most `maxBytes`; not while `pulling`. */
  pull(batch: number, maxBytes?: number): void {
    if (!this.#open) return;
    this.#serial += 1;
    this.#left = batch;
    this.#heardAt = performance.now();
    const request = {
      batch,
      expires: this.options.expiresMs * 1e6,
      idle_heartbeat: this.options.heartbeatMs * 1e6,
      ...(maxBytes === undefined ? {} : { max_bytes: maxBytes }),
    };
    const { stream, consumer } = this.options;
    this.nats.nc.publish(`${this.nats.js.apiPrefix}.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(request), {
      reply: `${this.#inbox}.${this.#serial}`,
    });
  }

  /** Ends the pull; messages that are on their way are lost to this session. */
  close(): void {
    this.#stop();
    if (!this.nats.nc.isClosed()) this.#subscription.unsubscribe();
  }

  /** Ends the pull; messages that are on their way still arrive. */
  async drain(): Promise<void> {
    this.#stop();
    if (this.nats.nc.isClosed() || this.#subscription.isClosed()) return;
    if (this.nats.connection.up) await this.#subscription.drain();
    else this.#subscription.unsubscribe();
  }

  #stop(): void {
    this.#open = false;
    clearInterval(this.#watch);
  }

  /** An exception that reached nats.js would end its reading from the server, without a word. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#broken(`a handler failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #arrived(msg: Msg): void {
    this.#heardAt = performance.now();
    if (msg.subject.startsWith(this.#inbox)) {
      if (this.#open && msg.subject === `${this.#inbox}.${this.#serial}`) this.#status(msg);
      return;
    }
    if (this.#left > 0) this.#left -= 1;
    this.handlers.message(msg);
    if (this.#left === 0 && this.#open) this.handlers.ended();
  }

  #status(msg: Msg): void {
    const code = msg.headers?.code ?? 0;
    if (code === 100) {
      this.handlers.heartbeat?.(Number(msg.headers?.get('Nats-Last-Consumer')));
      return;
    }
    const description = msg.headers?.description.toLowerCase() ?? '';
    this.#left = 0;
    if (endsOnePull(code, description)) this.handlers.ended();
    else this.#broken(`${code} ${description}`.trim());
  }

  #checkHeartbeat(): void {
    if (this.#left > 0 && performance.now() - this.#heardAt > this.options.heartbeatMs * 2.5)
      this.#broken('no heartbeats');
  }

  #broken(reason: string): void {
    if (!this.#open) return;
    this.#stop();
    this.handlers.broken(reason);
  }
}

/** Expired, or the next message is larger than what is left. Everything else ends the session; 503: nobody serves it. */
function endsOnePull(code: number, description: string): boolean {
  if (code === 404 || code === 408) return true;
  return code === 409 && (description === 'message size exceeds maxbytes' || description === 'batch completed');
}
