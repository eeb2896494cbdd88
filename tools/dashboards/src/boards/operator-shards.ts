import { bars, graph, stat } from '../grafana/kinds.ts';
import { whatToDo } from '../grafana/links.ts';
import { wrongFrom, type Panel } from '../grafana/panel.ts';
import { lastHour, max, own, quantile, rate, sum } from './asking.ts';
import { serviceColors } from './colors.ts';

const chosen = 'service=~"$service"';

export const shardPanels: readonly Panel[] = [
  stat({
    title: 'Stopped shards',
    about: 'Shards that wait for a person: their stream was replaced, or messages aged out unread. Normal: none.',
    width: 4,
    height: 8,
    queries: [{ expr: sum(own('shards_stopped', chosen), 'consumer'), legend: '{{consumer}}', none: 'none' }],
    unit: 'short',
    steps: wrongFrom(1),
    named: true,
    graph: false,
    links: [whatToDo('ShardsStopped'), whatToDo('StreamReplaced'), whatToDo('MessagesAgedOut')],
  }),
  graph({
    title: 'Shards owned, by process',
    about:
      'Stacked: the height is the number of shards of the consumer, always. A notch: nobody read some shards; normal for seconds during an upgrade.',
    width: 12,
    queries: [
      { expr: own('shards_owned', chosen, 'consumer!="config"'), legend: '{{consumer}} {{instance}}', none: 'none' },
    ],
    unit: 'short',
    stacked: true,
    links: [whatToDo('ShardsWithoutOwner')],
  }),
  graph({
    title: 'Lease changes',
    about:
      'Shards that changed hands, in steps. taken, handed-over: starts, ends, fair shares. taken-over: the owner fell silent for 15 s. lost: it noticed that another one has them.',
    queries: [
      {
        expr: sum(`increase(${own('lease_changes_total', chosen)}[$__rate_interval])`, 'consumer', 'change'),
        legend: '{{consumer}} {{change}}',
        none: 'none',
      },
    ],
    unit: 'short',
    bars: true,
    colors: { '/taken-over/': 'orange', '/lost/': 'red', '/handed-over/': 'blue', '/ taken$/': 'green' },
    links: [whatToDo('LeasesChangeHands')],
  }),
  graph({
    title: 'Messages waiting, by stream',
    about: 'After the committed position of each shard. Normal: near 0.',
    queries: [
      {
        expr: sum(own('shard_lag_messages', chosen), 'consumer', 'stream'),
        legend: '{{consumer}} {{stream}}',
        none: 'none',
      },
    ],
    unit: 'short',
    links: [whatToDo('LagGrows')],
  }),
  graph({
    title: 'Age of the oldest, by stream',
    about: 'How long the oldest message of a consumer has waited. Grows by a second a second: it stands still.',
    queries: [
      {
        expr: max(own('shard_oldest_waiting_seconds', chosen), 'consumer', 'stream'),
        legend: '{{consumer}} {{stream}}',
        none: 'none',
      },
    ],
    unit: 's',
    links: [whatToDo('MessagesWaitLong'), whatToDo('LagGrows'), whatToDo('ShardsStopped')],
  }),
  bars({
    title: 'Messages waiting, by shard',
    about: 'Now. One shard far above the others: one device or user sends most, or its owner is slow.',
    queries: [
      {
        expr: `topk(16, ${sum(own('shard_lag_messages', chosen, 'consumer!="config"'), 'consumer', 'shard')})`,
        legend: '{{consumer}} {{shard}}',
        none: 'none',
        instant: true,
      },
    ],
    unit: 'short',
    decimals: 0,
    links: [whatToDo('MessagesWaitLong'), whatToDo('LagGrows')],
  }),
];

export const transactionPanels: readonly Panel[] = [
  graph({
    title: 'Transactions',
    about: 'Committed a second, by consumer. More load makes them larger first, then more.',
    queries: [
      { expr: sum(rate(own('shard_batches_total', chosen)), 'consumer'), legend: '{{consumer}}', none: 'transformer' },
    ],
    unit: 'ops',
    colors: serviceColors,
  }),
  graph({
    title: 'Units in a transaction',
    about:
      'Events, links or outcomes that one transaction takes. At the limit (1000) all the time: the consumer is the bottleneck.',
    queries: [
      {
        expr: `${sum(rate(own('shard_units_total', chosen)), 'consumer')} / (${sum(rate(own('shard_batches_total', chosen)), 'consumer')} > 0)`,
        legend: '{{consumer}}',
        none: 'transformer',
      },
    ],
    unit: 'short',
    colors: serviceColors,
  }),
  graph({
    title: 'Duration of transactions',
    about:
      'From the first try to the commit, p50 and p99. Normal: tens of milliseconds; statements are cut off after 5 s.',
    queries: [
      { expr: quantile(0.5, ['shard_batch_duration_seconds', chosen], 'consumer'), legend: '{{consumer}} p50' },
      { expr: quantile(0.99, ['shard_batch_duration_seconds', chosen], 'consumer'), legend: '{{consumer}} p99' },
    ],
    unit: 's',
    links: [whatToDo('TransactionsFail')],
  }),
  graph({
    title: 'Transactions that failed',
    about:
      'In steps, by kind of fault; each is repeated in place. later, unknown: Postgres was away or busy. lost: another process has the shard. data, bug: leads to poison.',
    queries: [
      {
        expr: sum(
          `increase(${own('shard_transaction_failures_total', chosen)}[$__rate_interval])`,
          'consumer',
          'fault',
        ),
        legend: '{{consumer}} {{fault}}',
        none: 'none',
      },
    ],
    unit: 'short',
    bars: true,
    colors: { '/bug|data/': 'red', '/lost/': 'orange', '/later|unknown|slow/': 'yellow' },
    links: [whatToDo('TransactionsFail')],
  }),
  graph({
    title: 'Poison',
    about: 'Messages that no transaction could take, given to the dead letters, within an hour. Normal: none.',
    queries: [
      {
        expr: sum(lastHour(own('shard_poison_total', chosen)), 'consumer'),
        legend: '{{consumer}}',
        none: 'none',
      },
    ],
    unit: 'short',
    colors: serviceColors,
    links: [whatToDo('PoisonMessages')],
  }),
  graph({
    title: 'Outboxes',
    about:
      'Messages that are decided and not published yet; in config also documents for the KV. Normal: below a hundred, and gone at once.',
    queries: [
      { expr: sum(own('outbox_waiting', chosen), 'consumer'), legend: '{{consumer}}', none: 'transformer' },
      { expr: max(own('kv_outbox_waiting')), legend: 'KV', none: '' },
    ],
    unit: 'short',
    colors: serviceColors,
    links: [whatToDo('ConfigurationNotPublished'), whatToDo('OutboxGrows')],
  }),
  graph({
    title: 'Age of the oldest in an outbox',
    about: 'How long the oldest of them has waited for NATS. Normal: below a second.',
    width: 12,
    queries: [
      { expr: max(own('outbox_oldest_seconds', chosen), 'consumer'), legend: '{{consumer}}', none: 'transformer' },
    ],
    unit: 's',
    limits: true,
    steps: wrongFrom(60),
    colors: serviceColors,
    links: [whatToDo('OutboxGrows')],
  }),
  graph({
    title: 'Streams replaced, messages aged out',
    about: 'Within an hour. Normal: none, ever. The first needs a person to decide, the second is lost data.',
    width: 12,
    queries: [
      {
        expr: sum(lastHour(own('stream_replaced_total', chosen)), 'consumer', 'stream'),
        legend: '{{consumer}} {{stream}} replaced',
        none: 'none',
        rare: 'somebody has to replace a stream',
      },
      {
        expr: sum(lastHour(own('shard_aged_out_total', chosen)), 'consumer', 'stream'),
        legend: '{{consumer}} {{stream}} aged out',
        rare: 'takes 96 hours',
      },
    ],
    unit: 'short',
    links: [whatToDo('StreamReplaced'), whatToDo('MessagesAgedOut')],
  }),
];
