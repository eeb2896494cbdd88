import { type Nats } from './connect.ts';
import { leastRoom, OrderedPull, type StreamMessage } from './ordered-pull.ts';

export interface ReadRangeOptions {
  readonly stream: string;
  readonly subject: string;
  /** First and last sequence wanted. */
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Bytes held for the iterating side; up to one message more may arrive. Default 4 MB. */
  readonly maxBytes?: number;
}

/**
 * The messages of a subject between two sequences, in their order, and then an end: after the last one wanted, or where
 * the stream ends now. Leave the loop to stop early. Throws what `readShard` throws.
 */
export async function* readRange(
  nats: Nats,
  options: ReadRangeOptions,
): AsyncGenerator<StreamMessage, void, undefined> {
  const { toSeq, maxBytes = 4 * 1024 * 1024 } = options;
  const queue: StreamMessage[] = [];
  let bytes = 0;
  let over = options.fromSeq > toSeq;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const end = (error?: Error): void => {
    failure ??= error;
    over = true;
    wake?.();
  };
  if (over) return;
  const pull = new OrderedPull(nats, {
    stream: options.stream,
    subject: options.subject,
    from: Math.max(1, options.fromSeq),
    logger: undefined,
    room: () => (over || bytes > maxBytes / 2 ? 0 : Math.max(maxBytes - bytes, leastRoom)),
    message: (message) => {
      if (over || message.seq > toSeq) return end();
      queue.push(message);
      bytes += message.bytes.byteLength;
      wake?.();
    },
    caughtUp: () => end(),
    failed: end,
  });
  try {
    for (;;) {
      const message = queue.shift();
      if (message !== undefined) {
        bytes -= message.bytes.byteLength;
        pull.more();
        yield message;
      } else if (over) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure !== undefined) throw failure;
  } finally {
    pull.close();
  }
}
