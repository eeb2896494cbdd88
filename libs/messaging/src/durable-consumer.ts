import { type ConsumerInfo } from '@nats-io/jetstream';
import { type Msg } from '@nats-io/transport-node';
import { type StreamName } from '@kochava-stream/contracts';
import { type Logger } from '@kochava-stream/observability';
import { ackVerbs, type AckVerbs } from './ack-verbs.ts';
import { type Nats } from './connect.ts';
import { parseDelivery, type Delivery } from './delivery.ts';
import { FinishedSet } from './finished-set.ts';
import { fromMsgHdrs, type Headers } from './headers.ts';
import { type PullSession } from './pull-session.ts';
import { ConsumerSupervisor } from './consumer-supervisor.ts';
import { pause } from './waiting.ts';

/** A message under way to its end. */
export interface Delivered {
  readonly subject: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
  /** 1 = the first time. */
  readonly deliveryCount: number;
  /** When it was stored, ms. */
  readonly storedAt: number;
}

/** What became of a message: its effect is complete; deliver it again later; it is in the dead letters, drop it. */
export type Handled = { readonly done: true } | { readonly retryAfterMs: number } | { readonly reject: string };

export interface ConsumeOptions {
  readonly stream: StreamName;
  readonly consumer: string;
  readonly logger: Logger;
  /** Called for each message without waiting for the earlier ones. Throwing = again later. */
  readonly handle: (message: Delivered) => Promise<Handled>;
  /** Messages handled at a time, besides the consumer's own max_ack_pending. Default 256. */
  readonly maxInFlight?: number;
  /**
   * Bytes to take in now, at most; 0 = none until a message in hand has ended. Anything else must have room for the
   * largest message. Default: no limit.
   */
  readonly roomBytes?: () => number;
  /** The consumer or its stream does not exist. Nothing is consumed any more and nothing is made here. */
  readonly onLost?: (reason: string) => void;
  /** A repeat of a finished message came and was acked unsent. */
  readonly onRepeat?: () => void;
  /** It sat still and was started anew. */
  readonly onStall?: () => void;
}

export interface DurableConsumer {
  readonly inFlight: number;
  /** Why nothing is consumed any more, if so. */
  readonly lost: string | undefined;
  readonly paused: boolean;
  /** Messages the server has for this consumer beyond the delivered ones, as of the last delivery. */
  readonly pending: number;
  /** Stops pulling. What arrives all the same goes back at once. */
  pause(): void;
  resume(): void;
  /** Stops pulling, waits for the handlers up to `drainMs` (default 8,000). */
  close(drainMs?: number): Promise<void>;
}

/** Consumes a durable consumer that exists already. The only place that acks, naks or terminates. */
export function consumeDurable(nats: Nats, options: ConsumeOptions): DurableConsumer {
  return new Durable(nats, options);
}

interface Running {
  reply: string;
}

/** Acks this young when a connection was lost are sent again after it. */
const forgottenMs = 30_000;
const failedAfterMs = [1_000, 5_000, 15_000, 60_000];

class Durable implements DurableConsumer {
  readonly #running = new Map<number, Running>();
  readonly #finished = new FinishedSet();
  readonly #acks: AckVerbs;
  readonly #maxInFlight: number;
  readonly #supervisor: ConsumerSupervisor;
  #session: PullSession | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #paused = false;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(
    nats: Nats,
    private readonly options: ConsumeOptions,
  ) {
    this.#acks = ackVerbs(nats);
    this.#maxInFlight = options.maxInFlight ?? 256;
    this.#supervisor = new ConsumerSupervisor(nats, {
      stream: options.stream,
      consumer: options.consumer,
      logger: options.logger,
      opened: (session, info) => this.#opened(session, info),
      message: (msg) => this.#take(msg),
      room: () => this.#ask(),
      idle: () => this.#session?.pulling === true && this.#free() > 0,
      lost: (reason) => options.onLost?.(reason),
      stalled: () => options.onStall?.(),
    });
  }

  get inFlight(): number {
    return this.#running.size;
  }

  get lost(): string | undefined {
    return this.#supervisor.lost;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get pending(): number {
    return this.#supervisor.pending;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    if (this.#session?.pulling === true) this.#supervisor.renew('paused');
  }

  resume(): void {
    this.#paused = false;
    this.#ask();
  }

  async close(drainMs = 8_000): Promise<void> {
    this.#closing = true;
    await this.#supervisor.close();
    if (this.#running.size > 0) {
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      const enough = new AbortController();
      await Promise.race([idle, pause(drainMs, enough.signal)]);
      enough.abort();
    }
    clearInterval(this.#heartbeat);
  }

  #free(): number {
    return this.#maxInFlight - this.#running.size;
  }

  #opened(session: PullSession, info: ConsumerInfo): void {
    this.#session = session;
    clearInterval(this.#heartbeat);
    const everyMs = Math.max(200, (info.config.ack_wait ?? 30e9) / 1e6 / 3);
    this.#heartbeat = setInterval(() => {
      for (const { reply } of this.#running.values()) this.#acks.working(reply);
    }, everyMs);
    this.#heartbeat.unref();
    this.#ackAgain();
    this.#ask();
  }

  /**
   * A server with one replica writes acks down about 100 ms late: after a crash the forgotten ones would hold the
   * consumer's window until ack_wait is over.
   */
  #ackAgain(): void {
    for (const reply of this.#finished.repliesOfLast(forgottenMs, performance.now())) this.#acks.ackAgain(reply);
  }

  #ask(): void {
    const session = this.#session;
    if (session === undefined || session.pulling || this.#paused || this.#closing || this.#free() <= 0) return;
    const bytes = this.options.roomBytes?.();
    if (bytes !== 0) session.pull(this.#free(), bytes);
  }

  #take(msg: Msg): void {
    const delivery = parseDelivery(msg.reply);
    if (delivery === undefined || msg.reply === undefined) return;
    const again = this.#running.get(delivery.seq);
    if (again !== undefined) again.reply = msg.reply;
    else if (this.#finished.has(delivery.seq, delivery.storedAt, performance.now())) this.#repeat(msg.reply);
    else if (this.#paused || this.#closing) this.#acks.nak(msg.reply, 0);
    else void this.#run(msg, delivery, { reply: msg.reply });
  }

  #repeat(reply: string): void {
    this.options.onRepeat?.();
    void this.#acks.ack(reply);
  }

  async #run(msg: Msg, delivery: Delivery, running: Running): Promise<void> {
    const { seq, deliveryCount, storedAt } = delivery;
    this.#running.set(seq, running);
    const handled = await this.#handle({
      subject: msg.subject,
      seq,
      bytes: msg.data,
      headers: fromMsgHdrs(msg.headers),
      deliveryCount,
      storedAt,
    });
    if ('retryAfterMs' in handled) {
      this.#acks.nak(running.reply, handled.retryAfterMs);
    } else {
      // From here on a repeat has no effect, whatever becomes of the ack.
      const { reply } = running;
      this.#finished.add({ seq, storedAt, reply }, performance.now());
      const told = await ('reject' in handled ? this.#acks.term(reply, handled.reject) : this.#acks.ack(reply));
      if (!told) this.options.logger.warn({ consumer: this.options.consumer, seq }, 'ack not confirmed');
    }
    this.#running.delete(seq);
    if (this.#running.size === 0) this.#idle?.();
    this.#ask();
  }

  async #handle(message: Delivered): Promise<Handled> {
    try {
      return await this.options.handle(message);
    } catch (err) {
      const { consumer, logger } = this.options;
      const retryAfterMs = failedAfterMs[Math.min(message.deliveryCount, failedAfterMs.length) - 1] ?? 60_000;
      logger.error({ err, consumer, seq: message.seq, retryAfterMs }, 'handler failed');
      return { retryAfterMs };
    }
  }
}
