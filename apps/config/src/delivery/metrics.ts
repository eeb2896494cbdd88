import { latencyOf, type Latency } from './latency.ts';
import { type Counted } from './load-points.ts';

/** What became of a sync's events, by the names that Amplitude gives its own delivery metrics. */
export interface Metrics {
  /** Accepted by Kochava. */
  readonly eventsDelivered: number;
  readonly eventsNotDelivered: number;
  /** Of those that came to an end; null = none did. */
  readonly deliveryRate: number | null;
  /** 95 of 100 were faster; from ingest to Kochava's answer, seconds. null = nothing was delivered. */
  readonly latencyInSeconds: number | null;
  readonly successOnFirstAttempt: number;
  readonly successAfterRetry: number;
  /** Tried for 72 h, in vain. */
  readonly eventsExpired: number;
  /** Refused by Kochava for good, or not to be sent: something that Kochava requires is missing. */
  readonly eventsDiscarded: number;
}

export function metricsOf(points: readonly Counted[]): Metrics {
  const sums = { delivered: 0, retried: 0, expired: 0, discarded: 0 };
  for (const { what, reason, n, retried } of points) {
    if (what === 'event-accepted') {
      sums.delivered += n;
      sums.retried += retried;
    } else if (what === 'event-dead') {
      sums[reason === 'horizon-passed' ? 'expired' : 'discarded'] += n;
    } else if (what === 'dropped') {
      sums.discarded += n;
    }
  }
  const notDelivered = sums.expired + sums.discarded;
  return {
    eventsDelivered: sums.delivered,
    eventsNotDelivered: notDelivered,
    deliveryRate: rate(sums.delivered, notDelivered),
    latencyInSeconds: latencyIn(points)?.p95 ?? null,
    successOnFirstAttempt: sums.delivered - sums.retried,
    successAfterRetry: sums.retried,
    eventsExpired: sums.expired,
    eventsDiscarded: sums.discarded,
  };
}

/** Of the delivered ones. */
export function latencyIn(points: readonly Counted[]): Latency | null {
  return latencyOf(points.flatMap(({ what, latency }) => (what === 'event-accepted' ? [latency] : [])));
}

export function metricsWithLatency(points: readonly Counted[]): Metrics & { latency: Latency | null } {
  return { ...metricsOf(points), latency: latencyIn(points) };
}

/** Four digits after the point; never 1 while something is missing. */
export function rate(good: number, bad: number): number | null {
  if (good + bad === 0) return null;
  return Math.floor((good / (good + bad)) * 10_000) / 10_000;
}
