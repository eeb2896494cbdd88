import { stat } from '../grafana/kinds.ts';
import { traces, whatToDo } from '../grafana/links.ts';
import { bounds, wrongFrom, type Panel } from '../grafana/panel.ts';
import { max, own, proc, quantile, rate, sum } from './asking.ts';

const notTaken = 'code=~"429|5.."';

/** Eight numbers: green means nobody has to look further. */
export const headline: readonly Panel[] = [
  stat({
    title: 'Services down',
    about: 'Services of which no pod answers Prometheus. Normal: none.',
    queries: [{ expr: `sum(${sum(proc('up'), 'service')} == bool 0)`, legend: 'down' }],
    unit: 'short',
    steps: wrongFrom(1),
    words: { 0: ['all up', 'green'] },
    links: [whatToDo('KochavaStreamServiceDown')],
  }),
  stat({
    title: 'Uploads taken',
    about:
      'Share of uploads that were not answered 429 or 5xx. Normal: 100 %. SDKs try again what is refused, for a while only.',
    queries: [
      {
        expr: `1 - (${sum(rate(own('ingest_uploads_total', notTaken)))} or vector(0)) / (${sum(rate(own('ingest_uploads_total')))} > 0)`,
        legend: 'taken',
      },
    ],
    unit: 'percentunit',
    decimals: 2,
    steps: bounds(0.999, 0.99),
    links: [whatToDo('IngestRefusesUploads'), whatToDo('IngestCannotStore')],
  }),
  stat({
    title: 'Accept latency, p99',
    about: 'From the end of an upload to its 200: stored and synced to disk. Normal: far below 250 ms.',
    queries: [{ expr: quantile(0.99, ['ingest_accept_seconds']), legend: 'p99' }],
    unit: 's',
    steps: bounds(0.25, 1),
    links: [whatToDo('IngestAcceptsSlowly'), traces('Slow uploads', { service: 'ingest', minDuration: '250ms' })],
  }),
  stat({
    title: 'Accepted by Kochava',
    about: 'Of what has ended, the share that Kochava accepted; the rest are dead letters. Normal: 100 %.',
    queries: [
      {
        expr: `${sum(rate(own('dispatch_outcomes_total', 'outcome="accepted"')))} / (${sum(rate(own('dispatch_outcomes_total', 'outcome=~"accepted|dead"')))} > 0)`,
        legend: 'accepted',
      },
    ],
    unit: 'percentunit',
    decimals: 2,
    steps: bounds(0.999, 0.99),
    links: [whatToDo('KochavaRefusesRequests')],
  }),
  stat({
    title: 'End to end, p95',
    about: 'From taken by ingest to accepted by Kochava, events. Normal: below a second while nothing waits.',
    queries: [{ expr: quantile(0.95, ['dispatch_latency_seconds', 'kind="event"']), legend: 'p95' }],
    unit: 's',
    steps: bounds(10, 300),
    links: [whatToDo('LagGrows'), traces('Traces through to Kochava', { service: 'kochava-dispatcher' })],
  }),
  stat({
    title: 'Oldest that waits',
    about: 'Age of the oldest message that some service has not finished. Normal: seconds. Streams keep 96 hours.',
    queries: [
      {
        expr: `max(${max(own('shard_oldest_waiting_seconds'))} or ${max(own('sync_oldest_waiting_seconds'))})`,
        legend: 'oldest',
      },
    ],
    unit: 's',
    steps: bounds(60, 3600),
    links: [whatToDo('MessagesWaitLong'), whatToDo('DispatchWaitsLong'), whatToDo('LagGrows')],
  }),
  stat({
    title: 'Syncs held up',
    about:
      'Syncs that send nothing although they are enabled: refused credentials, 429, or calls that fail. Normal: none.',
    queries: [
      {
        expr: `sum(${max(own('dispatch_gate_closed', 'reason!="disabled"'), 'sync')} > bool 0)`,
        legend: 'held up',
        none: '',
      },
    ],
    unit: 'short',
    steps: wrongFrom(1, 'orange'),
    words: { 0: ['none', 'green'] },
    links: [whatToDo('KochavaCredentialsRefused'), whatToDo('KochavaUnreachable')],
  }),
  stat({
    title: 'Books',
    about:
      'Events that are in no account: received and neither kept back nor sent, or sent and without an end. Normal: 0, always. Anything else is a defect: write down the time, and compare with the dead letters.',
    queries: [
      {
        expr: `sum(abs(${max(own('reconciliation_difference'), 'sync')})) + sum(abs(${max(own('reconciliation_unaccounted'), 'sync')}))`,
        legend: 'unaccounted',
      },
    ],
    unit: 'short',
    steps: wrongFrom(1),
    words: { 0: ['balance', 'green'] },
    graph: false,
    links: [whatToDo('ReconciliationDifference'), whatToDo('EventsUnaccounted')],
  }),
];
