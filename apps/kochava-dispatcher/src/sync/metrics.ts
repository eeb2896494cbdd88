import { counter, gauge, histogram, syncLabel, type Metrics } from '@kochava-stream/observability';
import { type Attempt, type Dispatch, type Ending } from '../lane/delivery.ts';
import { closedReasons, type ClosedReason } from '../lane/gate.ts';

const sync = { sync: syncLabel };
const kind = { kind: ['event', 'link'] };
const replyClass = { class: { most: 20, what: 'how the reply was read' } };

/** What the dispatcher counts. Labels are ids of syncs and fixed words, never anything of a person. */
export const dispatchMetrics = {
  replies: counter('dispatch_replies_total', 'calls to Kochava, by how the reply was read', {
    unit: 'calls',
    labels: { ...sync, ...kind, ...replyClass },
  }),
  outcomes: counter('dispatch_outcomes_total', 'what entries came to; `retry` is no end, the others are', {
    unit: 'entries',
    labels: { ...sync, ...kind, outcome: ['accepted', 'retry', 'dead'], ...replyClass },
  }),
  calls: histogram('dispatch_call_seconds', 'calls to Kochava, until the reply or the failure', {
    unit: 'seconds',
    labels: kind,
  }),
  inFlight: gauge('dispatch_calls_in_flight', 'calls to Kochava under way', { unit: 'calls', labels: sync }),
  allowed: gauge(
    'dispatch_calls_allowed',
    'calls to Kochava that may run at a time: learned from its replies, at most the concurrency',
    {
      unit: 'calls',
      labels: sync,
    },
  ),
  latency: histogram('dispatch_latency_seconds', 'from taken by ingest to accepted by Kochava', {
    unit: 'seconds',
    labels: kind,
  }),
  closed: gauge('dispatch_gate_closed', '1 = nothing is sent for this reason', {
    unit: 'flag',
    labels: { ...sync, reason: closedReasons },
    joined: 'max',
  }),
  lost: gauge('dispatch_consumer_lost', '1 = the durable consumer does not exist', {
    unit: 'flag',
    labels: { ...sync, consumer: ['main', 'retry'] },
    joined: 'max',
  }),
  repeats: counter('dispatch_repeats_total', 'finished messages that came again, unsent', {
    unit: 'messages',
    labels: sync,
  }),
  stalls: counter('dispatch_stalls_total', 'consumers that sat still and were started anew', {
    unit: 'times',
    labels: sync,
  }),
};

/** Counts, by the names of the declarations. */
export class DispatchMetrics {
  readonly #replies;
  readonly #outcomes;
  readonly #calls;
  readonly #latency;
  readonly #repeats;
  readonly #stalls;
  readonly #inFlight = new Map<string, number>();
  readonly #allowed = new Map<string, () => number>();
  readonly #closed = new Map<string, readonly ClosedReason[]>();
  /** By sync and consumer. */
  readonly #lost = new Map<string, { readonly sync: string; readonly consumer: string; readonly lost: boolean }>();

  constructor(metrics: Metrics) {
    this.#replies = metrics.counter(dispatchMetrics.replies);
    this.#outcomes = metrics.counter(dispatchMetrics.outcomes);
    this.#calls = metrics.histogram(dispatchMetrics.calls);
    this.#latency = metrics.histogram(dispatchMetrics.latency);
    this.#repeats = metrics.counter(dispatchMetrics.repeats);
    this.#stalls = metrics.counter(dispatchMetrics.stalls);
    metrics.gauge(dispatchMetrics.inFlight, () => [...this.#inFlight].map(([id, calls]) => [{ sync: id }, calls]));
    metrics.gauge(dispatchMetrics.allowed, () => [...this.#allowed].map(([id, calls]) => [{ sync: id }, calls()]));
    metrics.gauge(dispatchMetrics.closed, () =>
      [...this.#closed].flatMap(([id, closedFor]) =>
        closedReasons.map((reason) => [{ sync: id, reason }, closedFor.includes(reason) ? 1 : 0] as const),
      ),
    );
    metrics.gauge(dispatchMetrics.lost, () =>
      [...this.#lost.values()].map(({ sync: id, consumer, lost }) => [
        { sync: id, consumer: consumer.endsWith('-retry') ? 'retry' : 'main' },
        lost ? 1 : 0,
      ]),
    );
  }

  /** @param calls that may run at a time, now */
  allows(sync: string, calls: () => number): void {
    this.#allowed.set(sync, calls);
  }

  called(sync: string): void {
    this.#inFlight.set(sync, (this.#inFlight.get(sync) ?? 0) + 1);
  }

  answered(sync: string, { kind, entry }: Dispatch, { read, startedAt, endedAt }: Attempt): void {
    const underWay = this.#inFlight.get(sync);
    if (underWay !== undefined) this.#inFlight.set(sync, underWay - 1);
    this.#replies.inc({ sync, kind, class: read.class });
    this.#calls.observe({ kind }, Math.max(0, endedAt - startedAt) / 1_000);
    if (read.outcome === 'accepted') this.#latency.observe({ kind }, Math.max(0, endedAt - entry.acceptedAt) / 1_000);
  }

  /** What an entry came to is stored. */
  ended(sync: string, { kind }: Dispatch, { outcome, class: read }: Ending): void {
    this.#outcomes.inc({ sync, kind, outcome, class: read });
  }

  gate(sync: string, closedFor: readonly ClosedReason[]): void {
    this.#closed.set(sync, closedFor);
  }

  consumer(sync: string, consumer: string, lost: boolean): void {
    this.#lost.set(consumer, { sync, consumer, lost });
  }

  repeat(sync: string): void {
    this.#repeats.inc({ sync });
  }

  stall(sync: string): void {
    this.#stalls.inc({ sync });
  }

  /** The sync is gone: so are its gauges. */
  forget(sync: string, consumers: readonly string[]): void {
    this.#inFlight.delete(sync);
    this.#allowed.delete(sync);
    this.#closed.delete(sync);
    for (const consumer of consumers) this.#lost.delete(consumer);
  }
}
