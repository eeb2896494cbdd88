import {
  ContractError,
  decode,
  dispatchEvents,
  dispatchRetry,
  type DispatchEntry,
  type DispatchKind,
} from '@kochava-stream/contracts';
import { type Delivered as Message, type Handled } from '@kochava-stream/messaging';
import { type Lane } from '../lane/lane.ts';

export interface MessageParts {
  readonly lane: Lane;
  readonly now: () => number;
  readonly handOn: (kind: DispatchKind, entries: DispatchEntry[]) => Promise<void>;
  readonly poison: (message: Message, error: Error) => Promise<void>;
}

/** A message is done when each of its entries has an ending. What a stopping service has not begun goes on as a new message. */
export async function deliverBatch(message: Message, { lane, handOn }: MessageParts): Promise<Handled> {
  const { kind, entries } = decode(dispatchEvents, message.bytes);
  const ends = await Promise.all(
    entries.map((entry) => lane.deliver({ kind, entry, attempts: 0, since: message.storedAt })),
  );
  const left = entries.filter((_entry, index) => ends[index] === 'left');
  if (left.length === entries.length) return { retryAfterMs: 0 };
  if (left.length > 0) await handOn(kind, left);
  return { done: true };
}

/** One entry that waits for its next attempt: early it goes back, so that it takes no place among those that are due. */
export async function deliverRetry(message: Message, { lane, now }: MessageParts): Promise<Handled> {
  const { kind, entry, attempts, firstAttemptAt, dueAt } = decode(dispatchRetry, message.bytes);
  const early = dueAt - now();
  if (early > 0) return { retryAfterMs: early };
  const end = await lane.deliver({ kind, entry, attempts, since: firstAttemptAt });
  return end === 'left' ? { retryAfterMs: 0 } : { done: true };
}

/** What cannot be read is kept as a dead letter; it must not hold up what comes behind it. */
export async function orPoison(
  message: Message,
  parts: MessageParts,
  deliver: (message: Message, parts: MessageParts) => Promise<Handled>,
): Promise<Handled> {
  try {
    return await deliver(message, parts);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    await parts.poison(message, error);
    return { reject: error.message };
  }
}
