import {
  consumerLabel,
  counter,
  gauge,
  histogram,
  shardLabel,
  type Metrics,
  type Reading,
} from '@kochava-stream/observability';
import { type Fault } from './faults.ts';

const consumer = { consumer: consumerLabel };
const streamOfConsumer = { ...consumer, stream: ['RECEIVED', 'LINKS', 'DISPATCH', 'OUTCOMES', 'DEAD'] };
const shardOfConsumer = { ...streamOfConsumer, shard: shardLabel };

/** What every stateful consumer counts; a service with several workers counts them under one name. */
export const shardMetrics = {
  batches: counter('shard_batches_total', 'transactions committed', { unit: 'transactions', labels: consumer }),
  units: counter('shard_units_total', 'units (events, links, outcomes) committed', { unit: 'units', labels: consumer }),
  duration: histogram('shard_batch_duration_seconds', 'from the first try of a transaction to its commit', {
    unit: 'seconds',
    labels: consumer,
  }),
  failures: counter('shard_transaction_failures_total', 'transactions that did not commit, by kind of fault', {
    unit: 'transactions',
    labels: { ...consumer, fault: ['lost', 'unknown', 'slow', 'later', 'data', 'bug'] },
  }),
  poison: counter('shard_poison_total', 'messages or parts given to the dead letters', {
    unit: 'messages',
    labels: consumer,
  }),
  leases: counter('lease_changes_total', 'shards taken, taken over from a silent owner, handed over, lost to another', {
    unit: 'shards',
    labels: { ...consumer, change: ['taken', 'taken-over', 'handed-over', 'lost'] },
  }),
  agedOut: counter('shard_aged_out_total', 'times that messages had aged out unread', {
    unit: 'times',
    labels: streamOfConsumer,
  }),
  replaced: counter('stream_replaced_total', 'times that a stream was not the one that had been read', {
    unit: 'times',
    labels: streamOfConsumer,
  }),
  lag: gauge(
    'shard_lag_messages',
    "messages of an owned shard after its committed position; told by the shard's owner",
    {
      unit: 'messages',
      labels: shardOfConsumer,
    },
  ),
  oldest: gauge('shard_oldest_waiting_seconds', 'age of the oldest of these messages; 0 = none waits', {
    unit: 'seconds',
    labels: shardOfConsumer,
    joined: 'max',
  }),
  outbox: gauge('outbox_waiting', 'messages decided and not yet published', {
    unit: 'messages',
    labels: consumer,
  }),
  outboxOldest: gauge('outbox_oldest_seconds', 'how long the oldest of these messages has waited; 0 = none waits', {
    unit: 'seconds',
    labels: consumer,
    joined: 'max',
  }),
  owned: gauge('shards_owned', 'shards owned', { unit: 'shards', labels: consumer }),
  stopped: gauge('shards_stopped', 'shards that stopped and need an operator', { unit: 'shards', labels: consumer }),
};

/** What Prometheus is told of one worker when it asks. */
export interface Watched {
  readonly owned: () => number;
  readonly stopped: () => number;
  readonly outbox: () => { readonly waiting: number; readonly waitingMs: number };
  readonly lags: () => Iterable<LaneLag>;
}

export interface LaneLag {
  readonly shard: number;
  readonly stream: string;
  readonly messages: number;
  /** Age of the oldest of them. */
  readonly oldestMs: number;
}

/** What one worker counts. */
export interface ShardCounting {
  readonly batch: (units: number, seconds: number) => void;
  readonly failed: (fault: Fault) => void;
  readonly poisoned: (messages: number) => void;
  readonly leases: (change: 'taken' | 'taken-over' | 'handed-over' | 'lost', shards: number) => void;
  readonly agedOut: (stream: string) => void;
  readonly replaced: (stream: string) => void;
}

type Instruments = ReturnType<typeof instruments>;
const known = new WeakMap<Metrics, Instruments>();

export function shardCounting(metrics: Metrics, consumer: string, watched: Watched): ShardCounting {
  const of = known.get(metrics) ?? instruments(metrics);
  known.set(metrics, of);
  of.watched.set(consumer, watched);
  return {
    batch: (units, seconds) => {
      of.batches.inc({ consumer });
      of.units.inc({ consumer }, units);
      of.duration.observe({ consumer }, seconds);
    },
    failed: (fault) => of.failures.inc({ consumer, fault }),
    poisoned: (messages) => of.poison.inc({ consumer }, messages),
    leases: (change, shards) => of.leases.inc({ consumer, change }, shards),
    agedOut: (stream) => of.agedOut.inc({ consumer, stream }),
    replaced: (stream) => of.replaced.inc({ consumer, stream }),
  };
}

function instruments(metrics: Metrics) {
  const watched = new Map<string, Watched>();
  const each = (read: (worker: Watched) => number) => () =>
    [...watched].map(([name, worker]): Reading<typeof consumer> => [{ consumer: name }, read(worker)]);
  const lanes = (read: (lag: LaneLag) => number) => () =>
    [...watched].flatMap(([name, worker]) =>
      [...worker.lags()].map((lag): Reading<typeof shardOfConsumer> => {
        return [{ consumer: name, stream: lag.stream, shard: String(lag.shard) }, read(lag)];
      }),
    );
  metrics.gauge(
    shardMetrics.owned,
    each(({ owned }) => owned()),
  );
  metrics.gauge(
    shardMetrics.stopped,
    each(({ stopped }) => stopped()),
  );
  metrics.gauge(
    shardMetrics.outbox,
    each(({ outbox }) => outbox().waiting),
  );
  metrics.gauge(
    shardMetrics.outboxOldest,
    each(({ outbox }) => outbox().waitingMs / 1000),
  );
  metrics.gauge(
    shardMetrics.lag,
    lanes(({ messages }) => messages),
  );
  metrics.gauge(
    shardMetrics.oldest,
    lanes(({ oldestMs }) => oldestMs / 1000),
  );
  return {
    watched,
    batches: metrics.counter(shardMetrics.batches),
    units: metrics.counter(shardMetrics.units),
    duration: metrics.histogram(shardMetrics.duration),
    failures: metrics.counter(shardMetrics.failures),
    poison: metrics.counter(shardMetrics.poison),
    leases: metrics.counter(shardMetrics.leases),
    agedOut: metrics.counter(shardMetrics.agedOut),
    replaced: metrics.counter(shardMetrics.replaced),
  };
}
