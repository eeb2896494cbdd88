import { type StreamName } from '@kochava-stream/contracts';
import { type ShardMessage } from './types.ts';

/** A message that waits for its transaction: parsed, or known to be poison. */
export type Waiting<Parsed> = { readonly message: ShardMessage; readonly weight: number; readonly storedAt: number } & (
  { readonly parsed: Parsed } | { readonly fault: Error }
);

/**
 * One subject of an owned shard: its committed position and the messages behind it, in stream order. A message leaves only
 * when its transaction has committed, so whatever fails in between finds it again.
 */
export class Lane<Parsed> {
  readonly subject: string;
  readonly stream: StreamName;
  readonly source: number;
  readonly created: string;
  #position: number;
  #items: Waiting<Parsed>[] = [];
  #bytes = 0;
  #room: PromiseWithResolvers<void> | undefined;
  readonly #limit: () => number;
  #quietTo = 0;

  constructor(of: {
    subject: string;
    stream: StreamName;
    source: number;
    created: string;
    position: number;
    /** Bytes that may wait. */
    limit: () => number;
  }) {
    this.subject = of.subject;
    this.stream = of.stream;
    this.source = of.source;
    this.created = of.created;
    this.#position = of.position;
    this.#limit = of.limit;
  }

  /** Sequence of the last message whose transaction committed. */
  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Waiting<Parsed> | undefined {
    return this.#items[index];
  }

  /** Sequence of the last message that arrived. */
  get lastArrived(): number {
    return this.#items.at(-1)?.message.seq ?? this.#position;
  }

  push(item: Waiting<Parsed>): void {
    this.#items.push(item);
    this.#bytes += item.message.bytes.byteLength;
  }

  /** Resolves when there is room for another message; at once while there is. */
  room(): Promise<void> {
    if (this.#bytes < this.#limit()) return Promise.resolve();
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** The messages up to `seq` are committed. */
  advance(seq: number): void {
    let done = 0;
    for (const { message } of this.#items) {
      if (message.seq > seq) break;
      this.#bytes -= message.bytes.byteLength;
      done += 1;
    }
    this.#items.splice(0, done);
    this.#position = seq;
    if (this.#bytes < this.#limit()) this.#makeRoom();
  }

  /** Messages that had not arrived when the server was last asked; they are behind those that wait here. */
  notArrived = 0;

  /** Nothing of this subject is stored up to `seq` that has not arrived: see `ShardReader.caughtUpTo`. */
  foundQuiet(seq: number): void {
    this.#quietTo = Math.max(this.#quietTo, seq);
  }

  /** Where the position of a quiet subject can move to, so that the age of its stream does not overtake it. */
  get quietTo(): number | undefined {
    return this.#items.length === 0 && this.#quietTo > this.#position ? this.#quietTo : undefined;
  }

  /** Drops what waits; nobody waits for room any more. */
  clear(): void {
    this.#items = [];
    this.#bytes = 0;
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
