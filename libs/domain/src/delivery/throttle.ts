import { maxRetryMs, minRetryMs } from './backoff.ts';

/** Short enough that a sync is back at its full pace 30 s after Kochava takes calls again. */
const longestUnaskedPauseMs = 10_000;

/**
 * For how long a sync sends nothing after a 429: what Kochava asked for, up to the longest retry wait; where it did not
 * say, 1 s, doubled with each 429 in a row up to 10 s.
 * @param inARow 429 answers since the last accepted call, this one included
 */
export function throttlePause(inARow: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return Math.min(maxRetryMs, Math.max(0, retryAfterMs));
  return Math.min(longestUnaskedPauseMs, minRetryMs * 2 ** Math.max(0, inARow - 1));
}
