import { type AlertCase, settled } from './story.ts';

const transformer = 'service="transformer", consumer="transformer"';

/** Shards, transactions, outboxes, lag. */
export const working: readonly AlertCase[] = [
  {
    alert: 'ShardsStopped',
    fires: {
      series: {
        [`shards_stopped{${transformer}, pod="a"}`]: '0x4 2x60',
        [`shards_stopped{${transformer}, pod="b"}`]: '0x60',
      },
      at: '5m',
      labels: { service: 'transformer', consumer: 'transformer' },
      summary: '2 shards of transformer stopped and wait for an operator.',
    },
    quiet: { series: { [`shards_stopped{${transformer}}`]: '0x60' } },
  },
  {
    alert: 'ShardsWithoutOwner',
    fires: {
      series: {
        [`shards_owned{${transformer}, pod="a"}`]: '4x4 1x60',
        [`shards_owned{${transformer}, pod="b"}`]: '0x4 2x60',
      },
      at: '10m',
      labels: { service: 'transformer', consumer: 'transformer' },
      summary: 'Of 4 shards of transformer only 3 are being read.',
    },
    quiet: {
      series: {
        [`shards_owned{${transformer}, pod="a"}`]: '4x4 3x4 2x60',
        [`shards_owned{${transformer}, pod="b"}`]: '0x4 0x4 2x60',
        // It has one shard only.
        'shards_owned{service="config", consumer="config"}': '1x60',
      },
    },
  },
  {
    alert: 'MessagesAgedOut',
    fires: {
      // The first time ever: the counter comes into being with it.
      series: { [`shard_aged_out_total{${transformer}, stream="RECEIVED"}`]: '_x10 1x60' },
      at: '10m',
      labels: { service: 'transformer', stream: 'RECEIVED' },
      summary: 'Messages of RECEIVED were deleted before transformer read them.',
    },
    quiet: { at: settled, series: { [`shard_aged_out_total{${transformer}, stream="RECEIVED"}`]: '1x300' } },
  },
  {
    alert: 'StreamReplaced',
    fires: {
      series: { [`stream_replaced_total{${transformer}, stream="RECEIVED"}`]: '1x140 2x20' },
      at: '75m',
      labels: { service: 'transformer', stream: 'RECEIVED' },
      summary: 'RECEIVED is not the stream that transformer had been reading.',
    },
    quiet: { at: settled, series: { [`stream_replaced_total{${transformer}, stream="RECEIVED"}`]: '2x300' } },
  },
  {
    alert: 'TransactionsFail',
    fires: {
      series: { [`shard_transaction_failures_total{${transformer}, fault="later"}`]: '0+6x80' },
      at: '20m',
      labels: { service: 'transformer', fault: 'later' },
      summary: 'transformer repeats transactions: later.',
    },
    // A restart of Postgres: some dozens, then none.
    quiet: { series: { [`shard_transaction_failures_total{${transformer}, fault="later"}`]: '0 20 40 40x80' } },
  },
  {
    alert: 'PoisonMessages',
    fires: {
      series: { [`shard_poison_total{${transformer}, pod="new"}`]: '_x10 1 3x60' },
      at: '10m',
      labels: { service: 'transformer' },
      summary: 'transformer gave 3 messages to the dead letters that nobody could take.',
    },
    // A gap in what Prometheus has, an hour before it is looked at.
    quiet: { at: settled, series: { [`shard_poison_total{${transformer}}`]: '7x10 _x40 7x300' } },
  },
  {
    alert: 'LeasesChangeHands',
    fires: {
      series: { [`lease_changes_total{${transformer}, change="taken-over"}`]: '0+1x120' },
      at: '50m',
      labels: { service: 'transformer' },
      summary: 'Shards of transformer keep being taken from owners that fell silent.',
    },
    // A pod died once; upgrades hand over.
    quiet: {
      series: {
        [`lease_changes_total{${transformer}, change="taken-over"}`]: '0 4x120',
        [`lease_changes_total{${transformer}, change="handed-over"}`]: '0+4x120',
      },
    },
  },
  {
    alert: 'OutboxGrows',
    fires: {
      series: {
        [`outbox_oldest_seconds{${transformer}, pod="a"}`]: '0x4 0+30x60',
        [`outbox_oldest_seconds{${transformer}, pod="b"}`]: '0x64',
      },
      at: '15m',
      labels: { service: 'transformer' },
      summary: 'What transformer decided has waited 12m 30s for NATS to take it.',
    },
    quiet: { series: { [`outbox_oldest_seconds{${transformer}}`]: '0 30 60 90 120 0x60' } },
  },
  {
    alert: 'ConfigurationNotPublished',
    fires: {
      series: {
        'kv_outbox_waiting{service="config", pod="a"}': '0x4 2x60',
        'kv_outbox_waiting{service="config", pod="b"}': '0x4 2x60',
      },
      at: '10m',
      labels: {},
      summary: '2 changes of the configuration have not reached the services.',
    },
    quiet: { series: { 'kv_outbox_waiting{service="config"}': '0 5 3 0x10 4 0x60' } },
  },
  {
    alert: 'MessagesWaitLong',
    fires: {
      series: {
        [`shard_oldest_waiting_seconds{${transformer}, stream="RECEIVED", shard="3"}`]: '0x4 0+30x60',
        [`shard_oldest_waiting_seconds{${transformer}, stream="RECEIVED", shard="2"}`]: '1x64',
      },
      at: '15m',
      labels: { service: 'transformer', consumer: 'transformer', stream: 'RECEIVED', shard: '3' },
      summary: 'A message of RECEIVED, shard 3, has waited 12m 30s for transformer.',
    },
    // As long as an upgrade takes at most.
    quiet: {
      series: { [`shard_oldest_waiting_seconds{${transformer}, stream="RECEIVED", shard="3"}`]: '0+30x12 0x60' },
    },
  },
];

/** What must never be. */
export const books: readonly AlertCase[] = [
  {
    alert: 'ReconciliationDifference',
    fires: {
      // Negative is wrong too; every pod of config says the same.
      series: {
        'reconciliation_difference{project="pr_a", sync="sy_a", pod="a"}': '0x4 -3x60',
        'reconciliation_difference{project="pr_a", sync="sy_a", pod="b"}': '0x4 -3x60',
      },
      at: '10m',
      labels: { project: 'pr_a', sync: 'sy_a' },
      summary: 'The books of sync sy_a do not balance: 3 events are counted in and not out.',
    },
    quiet: { series: { 'reconciliation_difference{project="pr_a", sync="sy_a"}': '0x60' } },
  },
  {
    alert: 'EventsUnaccounted',
    fires: {
      series: {
        'reconciliation_unaccounted{project="pr_a", sync="sy_a"}': '0x4 7x60',
        'outbox_oldest_seconds{service="transformer", consumer="transformer"}': '0x64',
      },
      at: '15m',
      labels: { project: 'pr_a', sync: 'sy_a' },
      summary: '7 events of sync sy_a were dispatched and are nowhere.',
    },
    // They are in an outbox: decided, and not published yet.
    quiet: {
      series: {
        'reconciliation_unaccounted{project="pr_a", sync="sy_a"}': '7x80',
        'outbox_oldest_seconds{service="transformer", consumer="transformer"}': '60+30x80',
      },
    },
  },
  {
    alert: 'FsyncNotAlways',
    fires: {
      series: {
        'nats_fsync_always{server="nats-0:8222", pod="a"}': '1x4 0x60',
        'nats_fsync_always{server="nats-1:8222", pod="a"}': '1x60',
      },
      at: '5m',
      labels: { server: 'nats-0:8222' },
      summary: 'nats-0:8222 acknowledges messages that are not on its disk.',
    },
    quiet: { series: { 'nats_fsync_always{server="nats-0:8222"}': '1x60' } },
  },
  {
    alert: 'FsyncNotProven',
    fires: {
      series: {
        'nats_monitor_up{server="nats-0:8222", pod="a"}': '0x60',
        'nats_monitor_up{server="nats-0:8222", pod="b"}': '0x60',
      },
      at: '20m',
      labels: { server: 'nats-0:8222' },
      summary: 'nats-0:8222 could not be asked whether it syncs every message.',
    },
    // One pod of config cannot reach it, another can.
    quiet: {
      series: {
        'nats_monitor_up{server="nats-0:8222", pod="a"}': '0x60',
        'nats_monitor_up{server="nats-0:8222", pod="b"}': '1x60',
      },
    },
  },
];

/** As the chart records it. */
export const lag: readonly AlertCase[] = [
  {
    alert: 'LagGrows',
    fires: {
      series: { 'lag{service="transformer"}': '40000+1000x80' },
      at: '35m',
      labels: { service: 'transformer' },
      summary: '110000 messages wait for transformer, and they become more.',
    },
    // Much, and becoming less.
    quiet: { series: { 'lag{service="transformer"}': '200000-1000x140' } },
  },
];
