const hours = 3_600_000;

/**
 * How long a dispatch may take from its first attempt, or from when it began to wait for one: longer than a long
 * weekend's outage, shorter than the 96 h that the stream keeps messages, so that nothing ages out unseen.
 */
export const horizonMs = 72 * hours;

/** @param since first attempt, or since when it waited for one, ms */
export function horizonPassed(since: number, now: number): boolean {
  return now - since >= horizonMs;
}
