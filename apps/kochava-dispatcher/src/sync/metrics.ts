import { type Metrics } from '@kochava-stream/observability';
import { type Attempt, type Dispatch } from '../lane/delivery.ts';
import { closedReasons, type ClosedReason } from '../lane/gate.ts';

/** What the dispatcher counts. Labels are ids of syncs and fixed words, never anything of a person. */
export class DispatchMetrics {
  readonly #replies;
  readonly #inFlight;
  readonly #latency;
  readonly #closed;
  readonly #lost;
  readonly #repeats;
  readonly #stalls;

  constructor(metrics: Metrics) {
    const of = ['sync'] as const;
    this.#replies = metrics.counter('dispatch_replies_total', 'Calls to Kochava, by how the reply was read', [
      'sync',
      'kind',
      'class',
    ]);
    this.#inFlight = metrics.gauge('dispatch_calls_in_flight', 'Calls to Kochava under way', of);
    this.#latency = metrics.histogram('dispatch_latency_seconds', 'From taken by ingest to accepted by Kochava', {
      labels: ['kind'],
    });
    this.#closed = metrics.gauge('dispatch_gate_closed', '1 = nothing is sent for this reason', ['sync', 'reason']);
    this.#lost = metrics.gauge('dispatch_consumer_lost', '1 = the durable consumer does not exist', [
      'sync',
      'consumer',
    ]);
    this.#repeats = metrics.counter('dispatch_repeats_total', 'Finished messages that came again, unsent', of);
    this.#stalls = metrics.counter('dispatch_stalls_total', 'Consumers that sat still and were started anew', of);
  }

  called(sync: string): void {
    this.#inFlight.inc({ sync });
  }

  answered(sync: string, { kind, entry }: Dispatch, { read, endedAt }: Attempt): void {
    this.#inFlight.dec({ sync });
    this.#replies.inc({ sync, kind, class: read.class });
    if (read.outcome === 'accepted') this.#latency.observe({ kind }, Math.max(0, endedAt - entry.acceptedAt) / 1_000);
  }

  gate(sync: string, closedFor: readonly ClosedReason[]): void {
    for (const reason of closedReasons) this.#closed.set({ sync, reason }, closedFor.includes(reason) ? 1 : 0);
  }

  consumer(sync: string, consumer: string, lost: boolean): void {
    this.#lost.set({ sync, consumer }, lost ? 1 : 0);
  }

  repeat(sync: string): void {
    this.#repeats.inc({ sync });
  }

  stall(sync: string): void {
    this.#stalls.inc({ sync });
  }

  /** The sync is gone: so are its gauges. */
  forget(sync: string, consumers: readonly string[]): void {
    this.#inFlight.remove({ sync });
    for (const reason of closedReasons) this.#closed.remove({ sync, reason });
    for (const consumer of consumers) this.#lost.remove({ sync, consumer });
  }
}
