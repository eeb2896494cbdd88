import { type Attempt } from '../ledgers/told.ts';

/**
 * The longest time in which uploads were refused and none was answered 200, ms: from the first refusal after a 200 until
 * the next 200.
 */
export function longestRefusal(attempts: readonly Attempt[]): number {
  const answers = attempts
    .filter(({ unsent }) => !unsent)
    .map(({ at, ms, status }) => ({ at: at + ms, taken: status === 200 }))
    .toSorted((one, other) => one.at - other.at);
  let longest = 0;
  let refusedSince: number | undefined;
  for (const { at, taken } of answers) {
    if (!taken) refusedSince ??= at;
    else if (refusedSince !== undefined) {
      longest = Math.max(longest, at - refusedSince);
      refusedSince = undefined;
    }
  }
  return longest;
}

/** What was sent and answered within a time. */
export function answeredIn(attempts: readonly Attempt[], { from, to }: { from: number; to: number }): Attempt[] {
  return attempts.filter(({ at, ms, unsent }) => !unsent && at >= from && at + ms <= to);
}
