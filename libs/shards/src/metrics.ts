import { type Metrics } from '@kochava-stream/observability';
import { type Fault } from './faults.ts';

/** What a worker counts; a service with several workers counts them under one name, by consumer. */
export interface ShardMetrics {
  readonly batch: (units: number, seconds: number) => void;
  readonly failed: (fault: Fault) => void;
  readonly poisoned: (messages: number) => void;
  readonly takenOver: () => void;
  readonly agedOut: (stream: string) => void;
  readonly replaced: (stream: string) => void;
  readonly outboxWaiting: (rows: number) => void;
  readonly owned: (shards: number) => void;
  readonly stopped: (shards: number) => void;
}

type Instruments = ReturnType<typeof instruments>;
const known = new WeakMap<Metrics, Instruments>();

export function shardMetrics(metrics: Metrics, consumer: string): ShardMetrics {
  const of = known.get(metrics) ?? instruments(metrics);
  known.set(metrics, of);
  return {
    batch: (units, seconds) => {
      of.batches.inc({ consumer });
      of.units.inc({ consumer }, units);
      of.duration.observe({ consumer }, seconds);
    },
    failed: (fault) => of.failures.inc({ consumer, fault }),
    poisoned: (messages) => of.poison.inc({ consumer }, messages),
    takenOver: () => of.takeovers.inc({ consumer }),
    agedOut: (stream) => of.agedOut.inc({ consumer, stream }),
    replaced: (stream) => of.replaced.inc({ consumer, stream }),
    outboxWaiting: (rows) => of.outbox.set({ consumer }, rows),
    owned: (shards) => of.owned.set({ consumer }, shards),
    stopped: (shards) => of.stopped.set({ consumer }, shards),
  };
}

function instruments(metrics: Metrics) {
  return {
    batches: metrics.counter('shard_batches_total', 'transactions committed', ['consumer']),
    units: metrics.counter('shard_units_total', 'units (events, links, outcomes) committed', ['consumer']),
    duration: metrics.histogram('shard_batch_duration_seconds', 'from the first try of a transaction to its commit', {
      labels: ['consumer'],
    }),
    failures: metrics.counter(
      'shard_transaction_failures_total',
      'transactions that did not commit, by kind of fault',
      ['consumer', 'fault'],
    ),
    poison: metrics.counter('shard_poison_total', 'messages or parts given to the dead letters', ['consumer']),
    takeovers: metrics.counter('lease_takeovers_total', 'shards taken from an owner that fell silent', ['consumer']),
    agedOut: metrics.counter('shard_aged_out_total', 'times that messages had aged out unread', ['consumer', 'stream']),
    replaced: metrics.counter('stream_replaced_total', 'times that a stream was not the one that had been read', [
      'consumer',
      'stream',
    ]),
    outbox: metrics.gauge('outbox_waiting', 'messages decided and not yet published', ['consumer']),
    owned: metrics.gauge('shards_owned', 'shards owned', ['consumer']),
    stopped: metrics.gauge('shards_stopped', 'shards that stopped and need an operator', ['consumer']),
  };
}
