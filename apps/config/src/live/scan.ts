import { type StreamName } from '@kochava-stream/contracts';
import { readRange, seqAt, streamState, type Nats, type StreamMessage } from '@kochava-stream/messaging';
import { contains } from './wanted.ts';

/** What all that one question reads may cost together. */
export interface Budget {
  bytes: number;
  /** On the clock of `performance.now()`. */
  readonly until: number;
  /** Something was left unread. */
  cut: boolean;
}

export interface Scanned {
  readonly stream: StreamName;
  readonly subject: string;
  /** Stored at or after, ms. */
  readonly since: number;
  /** Up to this sequence; the stream's end if there is none. */
  readonly toSeq?: number | undefined;
  /** What must stand in the bytes. */
  readonly needle: string;
}

export function newBudget(bytes: number, ms: number): Budget {
  return { bytes, until: performance.now() + ms, cut: false };
}

/** The messages with the needle, in their order, as far as the budget goes. */
export async function* scan(nats: Nats, of: Scanned, budget: Budget): AsyncGenerator<StreamMessage, void, undefined> {
  const { stream, subject } = of;
  const fromSeq = await seqAt(nats, stream, of.since);
  const toSeq = of.toSeq ?? (await streamState(nats, stream)).lastSeq;
  const needles = [Buffer.from(of.needle)];
  for await (const message of readRange(nats, { stream, subject, fromSeq, toSeq })) {
    budget.bytes -= message.bytes.byteLength;
    if (budget.bytes < 0 || performance.now() > budget.until) {
      budget.cut = true;
      return;
    }
    if (contains(message.bytes, needles)) yield message;
  }
}
