import {
  consumeDurable,
  type Delivered as Message,
  type DurableConsumer,
  type Handled,
  type Nats,
} from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';

export interface IntakeOptions {
  readonly nats: Nats;
  readonly consumer: string;
  readonly logger: Logger;
  readonly handle: (message: Message) => Promise<Handled>;
  /** Whether more may be taken while a message is in hand. */
  readonly wanted: () => boolean;
  /** Bytes that may be in hand, at most. */
  readonly room: () => number;
  readonly changed: (lost: boolean) => void;
  readonly onRepeat: () => void;
  readonly onStall: () => void;
}

/** More than a stream takes in one message. */
const largestMessage = 2 * 1024 * 1024;

/**
 * Takes one consumer's messages in. While its sync's gate is closed the stream is the queue: nothing more is pulled, except
 * that one pull is always in hand: the oldest messages, so that what waits too long is seen, and a trial has an entry.
 */
export class Intake {
  #consumer: DurableConsumer | undefined;
  #inHand = 0;
  #bytesInHand = 0;
  #closed = false;

  constructor(private readonly options: IntakeOptions) {}

  get isOpen(): boolean {
    return this.#consumer !== undefined && this.#consumer.lost === undefined;
  }

  get consumer(): string {
    return this.options.consumer;
  }

  open(): void {
    if (this.isOpen || this.#closed) return;
    const { nats, consumer, logger, onRepeat, onStall, changed } = this.options;
    this.#consumer = consumeDurable(nats, {
      stream: 'DISPATCH',
      consumer,
      logger,
      onRepeat,
      onStall,
      onLost: () => changed(true),
      handle: (message) => this.#handle(message),
      roomBytes: () => this.#roomBytes(),
    });
    changed(false);
    this.refresh();
  }

  /** Pulls or stops pulling, as is wanted now. */
  refresh(): void {
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    if (this.#inHand === 0 || this.options.wanted()) consumer.resume();
    else consumer.pause();
  }

  async close(drainMs: number): Promise<void> {
    this.#closed = true;
    await this.#consumer?.close(drainMs);
  }

  /** With nothing in hand there is always room for one: no sync is kept waiting by the others' messages. */
  #roomBytes(): number {
    const left = this.options.wanted() ? this.options.room() - this.#bytesInHand : 0;
    if (this.#inHand === 0) return Math.max(largestMessage, left);
    return left < largestMessage ? 0 : left;
  }

  async #handle(message: Message): Promise<Handled> {
    this.#inHand += 1;
    this.#bytesInHand += message.bytes.length;
    this.refresh();
    try {
      return await this.options.handle(message);
    } finally {
      this.#inHand -= 1;
      this.#bytesInHand -= message.bytes.length;
      this.refresh();
    }
  }
}
