import { type ConsumerInfo } from '@nats-io/jetstream';
import { type Msg } from '@nats-io/transport-node';
import { type Logger } from '@kochava-stream/observability';
import { type Nats } from './connect.ts';
import { parseDelivery } from './delivery.ts';
import { fromMsgHdrs, type Headers } from './headers.ts';
import { PullSession } from './pull-session.ts';
import { StallWatch } from './stall-watch.ts';
import { checkSameStream, isMissing, streamState, type StreamState } from './stream-state.ts';
import { throwawayConsumer } from './throwaway-consumer.ts';
import { backoffMs, pause } from './waiting.ts';

/** A stored message as a reader gets it. */
export interface StreamMessage {
  readonly seq: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
  /** When it was stored, ms. */
  readonly storedAt: number;
}

export interface OrderedPullOptions {
  readonly stream: string;
  readonly subject: string;
  /** The first sequence to read, or the newest message of every subject and then whatever comes. */
  readonly from: number | 'newest-per-subject';
  /** The stream's creation time, where it is known: reading another stream is refused. */
  readonly created?: string;
  readonly logger?: Logger | undefined;
  /** Bytes there is room for; 0 = ask again through `more`. */
  readonly room: () => number;
  readonly message: (message: StreamMessage) => void;
  /** Everything stored so far has been handed out; said again after every time of more. */
  readonly caughtUp?: () => void;
  /** It cannot go on; closed by then. */
  readonly failed: (error: Error) => void;
}

const heartbeatMs = 1_000;
const expiresMs = 10_000;
const batch = 1_000;
/** Room for one message of any size (streams take up to 1 MB) with its subject and headers. */
export const leastRoom = 1_200_000;
/** A server that has just started may not know its streams yet. */
const missingMs = 5_000;

/**
 * Reads one subject in stream order without gaps or repeats, through a throw-away consumer without acks. Whatever goes
 * wrong (reconnect, gap, silence, leader change) it makes a new consumer after the last message it handed out.
 */
export class OrderedPull {
  #next: number;
  #state: StreamState | undefined;
  #session: PullSession | undefined;
  #consumer: string | undefined;
  #received = 0;
  #restarts = 0;
  #begunAt = -Infinity;
  #opening = false;
  readonly #closing = new AbortController();
  readonly #forget: () => void;
  readonly #stalls: StallWatch;

  constructor(
    private readonly nats: Nats,
    private readonly options: OrderedPullOptions,
  ) {
    this.#next = options.from === 'newest-per-subject' ? 0 : options.from;
    this.#forget = nats.connection.onReconnect(() => this.#restart('reconnected'));
    this.#stalls = new StallWatch({
      waiting: () => this.#session?.pulling === true && nats.connection.up,
      deliverable: async () => (await this.behind()) ?? 0,
      stalled: (reason) => this.#restart(reason),
    });
    void this.#open(0);
  }

  /** Consumers made after the first one. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Call when room was made. */
  more(): void {
    const room = this.options.room();
    if (this.#session === undefined || this.#session.pulling || room <= 0) return;
    this.#session.pull(batch, Math.max(room, leastRoom));
  }

  /** Asks the server: messages of the subject that were stored and not handed out yet. */
  async behind(): Promise<number | undefined> {
    const consumer = this.#consumer;
    if (consumer === undefined) return undefined;
    const { num_pending, delivered } = await this.nats.jsm.consumers.info(this.options.stream, consumer);
    const onTheWay = delivered.consumer_seq - this.#received;
    return consumer === this.#consumer ? num_pending + Math.max(0, onTheWay) : undefined;
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#stalls.close();
    this.#forget();
    this.#drop();
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  #restart(reason: string): void {
    if (this.#closed || this.#opening) return;
    this.#restarts += 1;
    this.options.logger?.info({ stream: this.options.stream, subject: this.options.subject, reason }, 'reading anew');
    this.#drop();
    void this.#open(performance.now() - this.#begunAt < 1_000 ? 250 : 0);
  }

  #drop(): void {
    this.#session?.close();
    this.#session = undefined;
    const consumer = this.#consumer;
    this.#consumer = undefined;
    if (consumer === undefined || !this.nats.connection.up) return;
    // Only tidiness: the server drops it by itself after a while.
    this.nats.jsm.consumers.delete(this.options.stream, consumer).catch(() => undefined);
  }

  async #open(waitMs: number): Promise<void> {
    this.#opening = true;
    const since = performance.now();
    try {
      if (waitMs > 0) await pause(waitMs, this.#closing.signal);
      for (let attempt = 0; !this.#closed; attempt += 1) {
        await this.nats.connection.untilConnected(this.#closing.signal);
        if (this.#closed || this.nats.connection.closed) return;
        const error = await this.#tryOpen();
        if (error === undefined) return;
        if (this.#isFinal(error, since)) return this.#fail(error);
        this.options.logger?.warn({ err: error, stream: this.options.stream }, 'cannot read yet');
        await pause(backoffMs(attempt, 50, 2_000), this.#closing.signal);
      }
    } finally {
      this.#opening = false;
    }
  }

  #isFinal(error: Error, since: number): boolean {
    if (error.name === 'StreamReplaced') return true;
    return isMissing(error) && performance.now() - since > missingMs;
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    this.close();
    this.options.failed(error);
  }

  async #tryOpen(): Promise<Error | undefined> {
    try {
      await this.#checkStream();
      const info = await this.nats.jsm.consumers.add(
        this.options.stream,
        throwawayConsumer(this.options.subject, this.#next),
      );
      if (this.#closed) return undefined;
      this.#begin(info);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #checkStream(): Promise<void> {
    const { stream } = this.options;
    const found = await streamState(this.nats, stream);
    const created = this.options.created ?? this.#state?.created ?? found.created;
    checkSameStream(stream, { created, lastSeq: Math.max(0, this.#next - 1) }, found);
    this.#state = found;
  }

  #begin(info: ConsumerInfo): void {
    const { stream } = this.options;
    this.#consumer = info.name;
    this.#received = 0;
    this.#begunAt = performance.now();
    this.#stalls.heard(info.num_pending);
    const session: PullSession = new PullSession(
      this.nats,
      { stream, consumer: info.name, expiresMs, heartbeatMs },
      {
        message: (msg) => this.#take(msg),
        ended: () => this.more(),
        heartbeat: (lastDelivered) => {
          if (lastDelivered > this.#received) this.#restart('messages were lost on the way');
        },
        broken: (reason) => this.#restart(reason),
      },
    );
    this.#session = session;
    if (info.num_pending === 0) this.options.caughtUp?.();
    this.more();
  }

  #take(msg: Msg): void {
    const delivery = parseDelivery(msg.reply);
    if (delivery === undefined || delivery.consumer !== this.#consumer) return;
    if (delivery.deliverySeq !== this.#received + 1) return this.#restart('a message is missing');
    this.#received += 1;
    this.#stalls.heard(delivery.pending);
    if (delivery.seq >= this.#next) {
      this.#next = delivery.seq + 1;
      this.options.message({
        seq: delivery.seq,
        subject: msg.subject,
        bytes: msg.data,
        headers: fromMsgHdrs(msg.headers),
        storedAt: delivery.storedAt,
      });
    }
    if (delivery.pending === 0) this.options.caughtUp?.();
  }
}
