import { bucketMs } from '@kochava-stream/contracts';
import { addLatency } from '../rollup/points.ts';

/** Times below which half, 95 of 100 and 99 of 100 were, in seconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Of histograms added up; null = nothing was measured. */
export function latencyOf(histograms: Iterable<readonly number[]>): Latency | null {
  const sum: number[] = [];
  for (const histogram of histograms) addLatency(sum, histogram);
  const measured = sum.reduce((all, n) => all + n, 0);
  if (measured === 0) return null;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(sum, share * measured));
  return { p50: p50 as number, p95: p95 as number, p99: p99 as number };
}

/** @returns seconds, three digits after the point */
function quantile(histogram: readonly number[], rank: number): number {
  let below = 0;
  const bucket = histogram.findIndex((n) => (below += n) >= rank && n > 0);
  return Math.round(bucketMs(bucket)) / 1_000;
}
