import { type Logger } from '@kochava-stream/observability';
import { type Nats } from './connect.ts';
import { OrderedPull, type StreamMessage } from './ordered-pull.ts';
import { streamState } from './stream-state.ts';

export interface ReadShardOptions {
  readonly stream: string;
  readonly subject: string;
  /** First sequence wanted; the reader's position + 1. */
  readonly fromSeq: number;
  /** `created` of the stream the position belongs to; iteration throws StreamReplaced if it is another one. */
  readonly created?: string;
  /** Bytes held for the iterating side; up to one message more may arrive. Default 8 MB. */
  readonly maxBytes?: number;
  readonly logger?: Logger;
}

/**
 * The messages of one subject in strict stream order, none missing, none twice, through reconnects and leader changes.
 * To be iterated once. Throws StreamReplaced or StreamMissing after the messages that had arrived.
 */
export interface ShardReader extends AsyncIterable<StreamMessage> {
  /** Messages that have arrived and were not iterated yet, and their bytes. */
  readonly buffered: { readonly messages: number; readonly bytes: number };
  /**
   * A sequence with this property: every message of the subject stored up to it has been iterated. undefined: not known
   * now. Lets the position of a quiet subject keep up with its stream, so that age does not overtake it.
   */
  caughtUpTo(): Promise<number | undefined>;
  /** Messages of the subject that are stored and were not iterated yet. undefined: not known now. */
  behind(): Promise<number | undefined>;
  /** Ends the iteration at once; what was buffered is dropped. */
  close(): void;
}

/** A private ordered consumer from `fromSeq`. No acks: the position is the caller's. */
export function readShard(nats: Nats, options: ReadShardOptions): ShardReader {
  return new Reader(nats, options);
}

class Reader implements ShardReader {
  #queue: StreamMessage[] = [];
  #taken = 0;
  #bytes = 0;
  #over = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  readonly #maxBytes: number;
  readonly #pull: OrderedPull;

  constructor(
    private readonly nats: Nats,
    private readonly options: ReadShardOptions,
  ) {
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
    this.#pull = new OrderedPull(nats, {
      stream: options.stream,
      subject: options.subject,
      from: Math.max(1, options.fromSeq),
      ...(options.created === undefined ? {} : { created: options.created }),
      logger: options.logger,
      room: () => (this.#bytes > this.#maxBytes / 2 ? 0 : this.#maxBytes - this.#bytes),
      message: (message) => this.#arrived(message),
      failed: (error) => this.#end(error),
    });
  }

  get buffered(): { messages: number; bytes: number } {
    return { messages: this.#queue.length - this.#taken, bytes: this.#bytes };
  }

  async caughtUpTo(): Promise<number | undefined> {
    if (this.#over) return undefined;
    const { lastSeq } = await streamState(this.nats, this.options.stream);
    return (await this.behind()) === 0 ? lastSeq : undefined;
  }

  async behind(): Promise<number | undefined> {
    if (this.#over) return undefined;
    const behind = await this.#pull.behind();
    return behind === undefined ? undefined : behind + this.buffered.messages;
  }

  close(): void {
    this.#pull.close();
    this.#queue = [];
    this.#taken = 0;
    this.#bytes = 0;
    this.#end(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamMessage, void, undefined> {
    try {
      for (;;) {
        const message = this.#take();
        if (message !== undefined) yield message;
        else if (this.#over) break;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      if (this.#error !== undefined) throw this.#error;
    } finally {
      this.close();
    }
  }

  #arrived(message: StreamMessage): void {
    if (this.#over) return;
    this.#queue.push(message);
    this.#bytes += message.bytes.byteLength;
    this.#rouse();
  }

  #take(): StreamMessage | undefined {
    const message = this.#queue[this.#taken];
    if (message === undefined) return undefined;
    this.#taken += 1;
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    }
    this.#bytes -= message.bytes.byteLength;
    this.#pull.more();
    return message;
  }

  #end(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#rouse();
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
