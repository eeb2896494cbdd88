import { latencyBuckets } from '@kochava-stream/contracts';
import { type Tally } from './tally.ts';

/** How many of what in one minute, and how long they took. */
export interface Point extends Tally {
  /** The minute: its beginning, ms. */
  readonly at: number;
  /** Of `n`, those that took more than one attempt. */
  retried: number;
  /** Ends by the bucket of their time (`latencyBucket`), from bucket 0; empty where nothing was measured. */
  readonly latency: number[];
}

const minuteMs = 60_000;

/** Points of many messages, added up by what they count. */
export class Points {
  readonly #points = new Map<string, Point>();

  /** The point to count on. @param at ms, any time in its minute */
  of(what: Omit<Tally, 'n'>, at: number): Point {
    const minute = at - (at % minuteMs);
    const key = JSON.stringify([what.project, what.sync, what.what, what.reason, minute]);
    let point = this.#points.get(key);
    if (point === undefined) {
      point = { ...what, at: minute, n: 0, retried: 0, latency: [] };
      this.#points.set(key, point);
    }
    return point;
  }

  /** Those that counted something. */
  all(): Point[] {
    return [...this.#points.values()].filter(({ n }) => n > 0);
  }
}

/** Minutes as coarser points. @param stepMs a whole number of minutes */
export function coarser(points: readonly Point[], stepMs: number): Point[] {
  const sums = new Map<string, Point>();
  for (const point of points) {
    const at = point.at - (point.at % stepMs);
    const key = JSON.stringify([point.project, point.sync, point.what, point.reason, at]);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { ...point, at, latency: [...point.latency] });
    else addTo(sum, point);
  }
  return [...sums.values()];
}

function addTo(sum: Point, { n, retried, latency }: Point): void {
  sum.n += n;
  sum.retried += retried;
  addLatency(sum.latency, latency);
}

/** Adds one histogram to another, in place. Neither has holes. */
export function addLatency(sum: number[], latency: readonly number[]): void {
  while (sum.length < latency.length) sum.push(0);
  for (const [bucket, n] of latency.entries()) sum[bucket] = (sum[bucket] ?? 0) + n;
}

/** Counts one time; undefined = it was not measured. */
export function countLatency(latency: number[], bucket: number | undefined): void {
  if (bucket === undefined || bucket >= latencyBuckets) return;
  while (latency.length <= bucket) latency.push(0);
  latency[bucket] = (latency[bucket] ?? 0) + 1;
}
