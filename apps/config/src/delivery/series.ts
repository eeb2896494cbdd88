import { type Latency } from './latency.ts';
import { type Counted } from './load-points.ts';
import { latencyIn, metricsOf } from './metrics.ts';
import { stepsOf, type Range } from './range.ts';

export interface SeriesPoint {
  /** The minute or hour: its beginning. */
  readonly at: string;
  readonly received: number;
  readonly mapped: number;
  readonly delivered: number;
  readonly notDelivered: number;
  /** Attempts that failed and were to be repeated. */
  readonly retries: number;
  readonly latency: Latency | null;
}

/** Every step of the range, those without anything included. */
export function seriesIn(points: readonly Counted[], range: Range): SeriesPoint[] {
  const at = Map.groupBy(points, (point) => point.at);
  return stepsOf(range).map((time) => seriesPoint(time, at.get(time) ?? []));
}

function seriesPoint(at: number, points: readonly Counted[]): SeriesPoint {
  const { eventsDelivered, eventsNotDelivered } = metricsOf(points);
  const sum = (what: string) => points.reduce((all, point) => (point.what === what ? all + point.n : all), 0);
  return {
    at: new Date(at).toISOString(),
    received: sum('received'),
    mapped: sum('dispatched'),
    delivered: eventsDelivered,
    notDelivered: eventsNotDelivered,
    retries: sum('event-retry'),
    latency: latencyIn(points),
  };
}

/** What one thing that is counted came to in every step: for a line. */
export function line(points: readonly Counted[], range: Range, what: string): number[] {
  const sums = new Map<number, number>();
  for (const point of points) if (point.what === what) sums.set(point.at, (sums.get(point.at) ?? 0) + point.n);
  return stepsOf(range).map((time) => sums.get(time) ?? 0);
}
