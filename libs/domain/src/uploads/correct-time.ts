/** Below this difference between the clocks a client's time is taken as it is. */
export const clockToleranceMs = 60_000;

/**
 * Amplitude's clock correction: `client event time + (received − client upload time)` once the clocks differ by a
 * minute or more, in either direction. All times are ms since the epoch; the result is an integer.
 *
 * Without a client upload time (Java SDK, plain HTTP clients) nothing is known of the client's clock: no correction.
 * A correction that leaves the range of a time (an upload time of nonsense) is not applied either.
 */
export function correctTime(eventTime: number, receivedAt: number, uploadedAt: number | null): number {
  if (uploadedAt === null) return eventTime;
  const difference = receivedAt - uploadedAt;
  if (Math.abs(difference) < clockToleranceMs) return eventTime;
  const corrected = Math.round(eventTime + difference);
  return Number.isSafeInteger(corrected) && corrected >= 0 ? corrected : eventTime;
}
