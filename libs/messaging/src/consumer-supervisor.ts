import { type ConsumerInfo } from '@nats-io/jetstream';
import { type Msg } from '@nats-io/transport-node';
import { type Logger } from '@kochava-stream/observability';
import { type Nats } from './connect.ts';
import { parseDelivery } from './delivery.ts';
import { PullSession } from './pull-session.ts';
import { StallWatch } from './stall-watch.ts';
import { isMissing } from './stream-state.ts';
import { backoffMs, pause } from './waiting.ts';

export interface SupervisorOptions {
  readonly stream: string;
  readonly consumer: string;
  readonly logger: Logger;
  readonly opened: (session: PullSession, info: ConsumerInfo) => void;
  readonly message: (msg: Msg) => void;
  /** The session can be asked for more. */
  readonly room: () => void;
  /** Whether the caller is waiting for messages, with room for them. */
  readonly idle: () => boolean;
  readonly lost: (reason: string) => void;
  readonly stalled: () => void;
}

const expiresMs = 10_000;
const heartbeatMs = 2_000;
/** A server that has just started may not know its consumers yet: ask this often, this far apart, before giving up. */
const missingAsks = 4;
const missingApartMs = 1_000;

/** Keeps one pull session open on a durable consumer, for as long as the consumer exists. Never makes one. */
export class ConsumerSupervisor {
  #session: PullSession | undefined;
  #lost: string | undefined;
  #restart: ((reason: string) => void) | undefined;
  readonly #closing = new AbortController();
  readonly #forget: () => void;
  readonly #stalls: StallWatch;

  constructor(
    private readonly nats: Nats,
    private readonly options: SupervisorOptions,
  ) {
    this.#forget = nats.connection.onReconnect(() => this.#restart?.('reconnected'));
    this.#stalls = new StallWatch({
      waiting: () => this.#restart !== undefined && options.idle() && nats.connection.up,
      deliverable: () => this.#deliverable(),
      stalled: (reason) => {
        options.stalled();
        this.#restart?.(reason);
      },
    });
    void this.#supervise();
  }

  get lost(): string | undefined {
    return this.#lost;
  }

  get pending(): number {
    return this.#stalls.pending;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#end();
    await this.#session?.drain().catch(() => undefined);
  }

  /** Ends the pull under way; the next session pulls when asked to. */
  renew(reason: string): void {
    this.#restart?.(reason);
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  #end(): void {
    this.#stalls.close();
    this.#forget();
    this.#restart?.('closed');
  }

  async #supervise(): Promise<void> {
    const { logger, consumer } = this.options;
    for (let failures = 0; !this.#closed; failures += 1) {
      const info = await this.#find();
      if (info === undefined || this.#closed) return;
      const begun = performance.now();
      const reason = await this.#consume(info);
      if (this.#closed) return;
      logger.info({ consumer, reason }, 'consuming anew');
      if (performance.now() - begun > 5_000) failures = 0;
      await pause(backoffMs(failures, 50, 2_000), this.#closing.signal);
    }
  }

  /** The consumer, once a server answers; undefined when it is lost or there is nothing to do any more. */
  async #find(): Promise<ConsumerInfo | undefined> {
    const { stream, consumer, logger } = this.options;
    let missing = 0;
    for (let attempt = 0; !this.#closed; attempt += 1) {
      await this.nats.connection.untilConnected(this.#closing.signal);
      if (this.#closed || this.nats.connection.closed) return undefined;
      try {
        return await this.nats.jsm.consumers.info(stream, consumer);
      } catch (error) {
        missing = isMissing(error) ? missing + 1 : 0;
        if (missing >= missingAsks) return this.#lose(error instanceof Error ? error.message : String(error));
        logger.warn({ err: error, consumer }, 'cannot consume yet');
      }
      await pause(missing > 0 ? missingApartMs : backoffMs(attempt, 100, 2_000), this.#closing.signal);
    }
    return undefined;
  }

  #lose(reason: string): undefined {
    if (this.#closed) return undefined;
    const { stream, consumer, logger } = this.options;
    this.#lost = reason;
    this.#end();
    logger.error(
      { stream, consumer, reason },
      'durable consumer is gone: nothing is consumed, and it is not made anew here',
    );
    this.options.lost(reason);
    return undefined;
  }

  /** Resolves with the reason why the session ended. */
  async #consume(info: ConsumerInfo): Promise<string> {
    const { stream, consumer } = this.options;
    const broken = Promise.withResolvers<string>();
    this.#restart = broken.resolve;
    this.#stalls.heard(info.num_pending);
    const session = new PullSession(
      this.nats,
      { stream, consumer, expiresMs, heartbeatMs },
      { message: (msg) => this.#arrived(msg), ended: () => this.options.room(), broken: broken.resolve },
    );
    this.#session = session;
    if (!this.#closed) this.options.opened(session, info);
    const reason = await broken.promise;
    this.#restart = undefined;
    // What is on its way is not lost: it would come again only after ack_wait.
    await session.drain().catch(() => undefined);
    return reason;
  }

  #arrived(msg: Msg): void {
    this.#stalls.heard(parseDelivery(msg.reply)?.pending ?? 0);
    this.options.message(msg);
  }

  /** 0 while its window is full: then it is not still but waits for acks. */
  async #deliverable(): Promise<number> {
    const info = await this.nats.jsm.consumers.info(this.options.stream, this.options.consumer);
    return info.num_ack_pending < (info.config.max_ack_pending ?? Infinity) ? info.num_pending : 0;
  }
}
