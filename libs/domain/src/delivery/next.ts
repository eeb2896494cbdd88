import { type ReplyClass } from '@kochava-stream/contracts';
import { retryDelay } from './backoff.ts';
import { horizonPassed } from './horizon.ts';

/** How a reply was read. */
export interface ReadReply {
  readonly outcome: 'accepted' | 'retry' | 'dead' | 'pause';
  readonly class: ReplyClass;
  /** What the reply's `Retry-After` asked for, ms. */
  readonly retryAfterMs?: number;
}

export interface Attempted {
  /** Attempts made, the one just answered included. */
  readonly attempts: number;
  /** From when its time counts, and how long that is, ms. */
  readonly since: number;
  readonly horizon: number;
  readonly now: number;
  readonly reply: ReadReply;
  /** In [0, 1). */
  readonly random: number;
}

/** What happens to a dispatch after a reply. `pause` = it stays where it is, and its sync stops. */
export type Next =
  | { readonly next: 'accepted' }
  | { readonly next: 'retry'; readonly dueAt: number }
  | { readonly next: 'dead'; readonly reason: ReplyClass }
  | { readonly next: 'pause' };

/**
 * A reply that ends the dispatch ends it at any age. Everything else may go on until the horizon: an attempt that would
 * fall at or behind it is not made.
 */
export function decideNext({ attempts, since, horizon, now, reply, random }: Attempted): Next {
  switch (reply.outcome) {
    case 'accepted':
      return { next: 'accepted' };
    case 'dead':
      return { next: 'dead', reason: reply.class };
    case 'pause':
      return horizonPassed(since, now, horizon) ? tooLate : { next: 'pause' };
    case 'retry': {
      const dueAt = now + retryDelay(attempts, random, reply.retryAfterMs);
      return horizonPassed(since, dueAt, horizon) ? tooLate : { next: 'retry', dueAt };
    }
  }
}

const tooLate: Next = { next: 'dead', reason: 'horizon-passed' };
