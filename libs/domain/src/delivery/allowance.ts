import { maxRetryMs, minRetryMs } from './backoff.ts';

const longestUnaskedPauseMs = 60_000;

/**
 * Calls at a time, grown by one per allowance of accepted calls and halved when Kochava answers 429. A fraction: what
 * may run is its whole part.
 */
export function grown(allowance: number, limit: number): number {
  return Math.min(limit, allowance + 1 / Math.max(1, allowance));
}

export function halved(allowance: number): number {
  return Math.max(1, allowance / 2);
}

/**
 * For how long a sync sends nothing after a 429: what Kochava asked for, up to the longest retry wait; where it did not
 * say, 1 s, doubled with each 429 in a row up to a minute.
 * @param inARow 429 answers since the last accepted call, this one included
 */
export function throttlePause(inARow: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return Math.min(maxRetryMs, Math.max(0, retryAfterMs));
  return Math.min(longestUnaskedPauseMs, minRetryMs * 2 ** Math.max(0, inARow - 1));
}
