/** Calls that may go now, and when that was counted, ms: spreads calls over time at a rate. */
export interface Bucket {
  readonly calls: number;
  readonly at: number;
}

/** As much as may go at once after a silence: what comes in so many ms, and one call at least. */
const burstMs = 50;

export function emptyBucket(at: number): Bucket {
  return { calls: 1, at };
}

/** @param rate calls a second; Infinity = no bound */
export function filled({ calls, at }: Bucket, rate: number, now: number): Bucket {
  const most = Math.max(1, (rate * burstMs) / 1_000);
  if (!Number.isFinite(most)) return { calls: 1, at: now };
  const more = (Math.max(0, now - at) * rate) / 1_000;
  return { calls: Math.min(most, calls + more), at: now };
}

/** One call goes. */
export function withoutOne({ calls, at }: Bucket): Bucket {
  return { calls: calls - 1, at };
}

/** When the next call may go, ms; not after `at` = now. */
export function nextCallAt({ calls, at }: Bucket, rate: number): number {
  return calls >= 1 || !Number.isFinite(rate) ? at : at + ((1 - calls) * 1_000) / rate;
}
