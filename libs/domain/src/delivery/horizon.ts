import { type DispatchEntry, type DispatchKind } from '@kochava-stream/contracts';

const hours = 3_600_000;

/**
 * How long a dispatch may be tried unless its sync says less: longer than a long weekend's outage, shorter than the 96 h
 * that the stream keeps messages, so that nothing ages out unseen.
 */
export const horizonMs = 72 * hours;

/** A sync's own horizon. @param retryHours undefined = the longest */
export function horizonOf(retryHours: number | undefined): number {
  return retryHours === undefined ? horizonMs : Math.min(horizonMs, retryHours * hours);
}

/**
 * From when a dispatch's time counts: from when its event was accepted. What was held on purpose in between begins anew: a
 * link when it is released, a dead letter when it is replayed.
 * @param handedOnAt when it was handed on for dispatch, ms
 */
export function horizonStart(kind: DispatchKind, entry: DispatchEntry, handedOnAt: number): number {
  const waitedOnPurpose = kind === 'link' || entry.replayOf !== undefined;
  return waitedOnPurpose ? handedOnAt : Math.min(entry.acceptedAt, handedOnAt);
}

/** Whether its time is over. @param since as `horizonStart` says @param horizon as `horizonOf` says */
export function horizonPassed(since: number, now: number, horizon: number): boolean {
  return now - since >= horizon;
}
