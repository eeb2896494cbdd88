import { bars, graph } from '../grafana/kinds.ts';
import { traces, whatToDo } from '../grafana/links.ts';
import { wrongFrom, type Panel } from '../grafana/panel.ts';
import { inTime, max, own, percentiles, rate, sum } from './asking.ts';
import { ageColors, classColors, codeColors, outcomeColors, percentileColors, serviceColors } from './colors.ts';

export const arriving: readonly Panel[] = [
  graph({
    title: 'Uploads by answer',
    about:
      'Uploads a second. 200: synced to disk. 400, 413: the sender has to change something. 429, 5xx: not taken, SDKs try again.',
    queries: [{ expr: sum(rate(own('ingest_uploads_total')), 'code'), legend: '{{code}}', none: '200' }],
    unit: 'reqps',
    stacked: true,
    colors: codeColors,
    links: [whatToDo('IngestRefusesUploads'), traces('Uploads that failed', { service: 'ingest', tags: 'error=true' })],
  }),
  graph({
    title: 'Events taken',
    about: 'Events a second that were answered 200, by the route that brought them.',
    queries: [{ expr: sum(rate(own('ingest_events_total')), 'route'), legend: '{{route}}', none: 'httpapi' }],
    unit: 'eps',
    stacked: true,
  }),
  graph({
    title: 'Accept latency',
    about:
      'From the end of an upload to its 200. Mostly the wait for the disk of NATS: compare with the publish latency on the operator board.',
    queries: percentiles(['ingest_accept_seconds']),
    unit: 's',
    colors: percentileColors,
    limits: true,
    steps: wrongFrom(1),
    links: [whatToDo('IngestAcceptsSlowly'), traces('Slow uploads', { service: 'ingest', minDuration: '250ms' })],
  }),
];

export const leaving: readonly Panel[] = [
  graph({
    title: 'Delivered and not',
    about:
      'Events and links a second by what they came to. `retry` is tried again; `dead` is a dead letter, to be looked at.',
    queries: [{ expr: sum(rate(own('dispatch_outcomes_total')), 'outcome'), legend: '{{outcome}}', none: 'accepted' }],
    unit: 'eps',
    stacked: true,
    colors: outcomeColors,
    links: [whatToDo('KochavaRefusesRequests')],
  }),
  graph({
    title: "Kochava's replies",
    about: 'Calls a second, by how the reply was read. Normal: `accepted` alone.',
    queries: [{ expr: sum(rate(own('dispatch_replies_total')), 'class'), legend: '{{class}}', none: 'accepted' }],
    unit: 'reqps',
    stacked: true,
    colors: classColors,
    links: [
      whatToDo('KochavaUnreachable'),
      traces('Calls that failed', { service: 'kochava-dispatcher', tags: 'error=true' }),
    ],
  }),
  graph({
    title: 'End-to-end latency of events',
    about: 'From taken by ingest to accepted by Kochava. Includes every wait: a closed gate, a retry, an outage.',
    queries: percentiles(['dispatch_latency_seconds', 'kind="event"']),
    unit: 's',
    colors: percentileColors,
    links: [whatToDo('LagGrows'), traces('Traces through to Kochava', { service: 'kochava-dispatcher' })],
  }),
  bars({
    title: 'What became of the events',
    about:
      'In the time shown, from the books: each event of each sync is in one of these places. Filtered, dropped: kept back on purpose, or not possible to send.',
    width: 12,
    queries: [
      {
        expr: `sort_desc(sum by (what) (max by (sync, what) (${inTime(own('books_events_total', 'what=~"filtered|dropped|accepted|dead"'))})))`,
        legend: '{{what}}',
        none: 'accepted',
        instant: true,
      },
      {
        expr: `sum by (what) (max by (project, what) (${inTime(own('books_project_events_total', 'what=~"duplicate|unrouted"'))}))`,
        legend: '{{what}}',
        none: 'duplicate',
        instant: true,
      },
    ],
    unit: 'short',
    decimals: 0,
    colors: outcomeColors,
  }),
  graph({
    title: 'Links to identities',
    about:
      'Links a second by what became of them. `held`: waits for its device to be confirmed. `accepted`: Kochava took it.',
    width: 12,
    queries: [
      {
        expr: `sum by (what) (max by (sync, what) (${rate(own('books_links_total', 'what=~"held|merged|released|expired|accepted|dead"'))}))`,
        legend: '{{what}}',
        none: 'accepted',
      },
    ],
    unit: 'eps',
    colors: { ...outcomeColors, held: 'blue', merged: 'light-blue', released: 'light-green', expired: 'orange' },
  }),
];

export const waiting: readonly Panel[] = [
  graph({
    title: 'Messages that wait, by service',
    about: 'Stored and not finished. Normal: near 0, and back there after a peak.',
    queries: [
      { expr: sum(own('shard_lag_messages'), 'consumer'), legend: '{{consumer}}', none: 'transformer' },
      {
        expr: `sum(max by (sync, consumer, state) (${own('sync_lag_messages')}))`,
        legend: 'kochava-dispatcher',
        none: '',
      },
    ],
    unit: 'short',
    colors: serviceColors,
    links: [whatToDo('LagGrows')],
  }),
  graph({
    title: 'Age of the oldest, by service',
    about:
      'How long the oldest of them has waited. Grows by a second a second: nothing is being finished. Streams keep 96 hours.',
    queries: [
      { expr: max(own('shard_oldest_waiting_seconds'), 'consumer'), legend: '{{consumer}}', none: 'transformer' },
      { expr: max(own('sync_oldest_waiting_seconds')), legend: 'kochava-dispatcher', none: '' },
    ],
    unit: 's',
    colors: serviceColors,
    links: [whatToDo('MessagesWaitLong'), whatToDo('DispatchWaitsLong'), whatToDo('LagGrows')],
  }),
  graph({
    title: 'Holds by age',
    about:
      'Devices whose links wait for Kochava to know the device. Normal: most are young; those over 30 days have expired or will within minutes.',
    queries: [{ expr: sum(own('link_holds'), 'age'), legend: '{{age}}', none: 'under-1h' }],
    unit: 'short',
    stacked: true,
    colors: ageColors,
    links: [whatToDo('HoldsOverdue')],
  }),
];
