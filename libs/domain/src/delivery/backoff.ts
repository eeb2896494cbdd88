/** The shortest and the longest wait before the next attempt, ms. A longer `Retry-After` must not stop a sync. */
export const minRetryMs = 1_000;
export const maxRetryMs = 300_000;

/** Each failure widens the wait fourfold: 4 s, 16 s, 64 s, then the longest. Few attempts in a long outage, a quick one after a hiccup. */
const growth = 4;

/** The upper end of the wait after `attempts` failures, ms. */
export function retryCeiling(attempts: number): number {
  return Math.min(maxRetryMs, minRetryMs * growth ** Math.max(1, attempts));
}

/**
 * Full jitter: evenly spread between the shortest wait and the ceiling, so that what failed together does not come
 * back together. A `Retry-After` raises the lower end only.
 * @param random in [0, 1)
 * @returns whole ms
 */
export function retryDelay(attempts: number, random: number, retryAfterMs = 0): number {
  const floor = Math.min(maxRetryMs, Math.max(minRetryMs, retryAfterMs));
  const jittered = minRetryMs + random * (retryCeiling(attempts) - minRetryMs);
  return Math.ceil(Math.max(floor, jittered));
}
