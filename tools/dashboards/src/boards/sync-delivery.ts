import { graph, states } from '../grafana/kinds.ts';
import { traces, whatToDo } from '../grafana/links.ts';
import { type Panel } from '../grafana/panel.ts';
import { lastHour, max, own, percentiles, quantile, rate, sum } from './asking.ts';
import { classColors, percentileColors } from './colors.ts';
import { chosen } from './sync-choice.ts';

export const delivery: readonly Panel[] = [
  graph({
    title: 'Outcomes by class',
    about:
      'What entries came to, and how the reply was read. Normal: `accepted`. `refused`, `redirect`, `horizon-passed` are dead letters; the others are tried again.',
    width: 12,
    queries: [
      { expr: sum(rate(own('dispatch_outcomes_total', chosen)), 'class'), legend: '{{class}}', none: 'accepted' },
    ],
    unit: 'eps',
    stacked: true,
    colors: classColors,
    links: [
      whatToDo('KochavaRefusesRequests'),
      traces('Calls that failed', { service: 'kochava-dispatcher', tags: 'error=true' }),
    ],
  }),
  graph({
    title: 'Outcomes by kind',
    about: 'Events and links a second, by what they came to.',
    width: 12,
    queries: [
      {
        expr: sum(rate(own('dispatch_outcomes_total', chosen)), 'kind', 'outcome'),
        legend: '{{kind}} {{outcome}}',
        none: 'event',
      },
    ],
    unit: 'eps',
    colors: { '/accepted/': 'green', '/retry/': 'yellow', '/dead/': 'red' },
  }),
  graph({
    title: 'How long Kochava takes (all syncs)',
    about: 'Calls until the reply or the failure, at most 20 s. Normal: as ever; compare with last week.',
    queries: percentiles(['dispatch_call_seconds']),
    unit: 's',
    colors: percentileColors,
    links: [traces('Slow calls', { service: 'kochava-dispatcher', minDuration: '2s' })],
  }),
  graph({
    title: 'From ingest to accepted (all syncs)',
    about: 'End to end, by kind. A link waits for its device to be known, so links take as long as their holds.',
    queries: [
      { expr: quantile(0.5, ['dispatch_latency_seconds'], 'kind'), legend: '{{kind}} p50' },
      { expr: quantile(0.95, ['dispatch_latency_seconds'], 'kind'), legend: '{{kind}} p95' },
    ],
    unit: 's',
    log: true,
    links: [whatToDo('LagGrows')],
  }),
  graph({
    title: 'Calls in flight, and how many may be',
    about:
      "Calls to Kochava under way, by sync, and how many its dispatchers allow: learned from Kochava's replies, at most the sync's `concurrency`. Normal: all of it. Less: Kochava throttles.",
    queries: [
      { expr: sum(own('dispatch_calls_in_flight', chosen), 'sync'), legend: '{{sync}}', none: 'none' },
      { expr: sum(own('dispatch_calls_allowed', chosen), 'sync'), legend: '{{sync}} allowed' },
    ],
    unit: 'short',
  }),
];

export const waiting: readonly Panel[] = [
  states({
    title: 'Why nothing is sent',
    about:
      'A row per sync and reason, red while the reason holds. `disabled`: by its owner. `credentials-…`: enter them again. `throttled`, `breaker-open`: ends by itself, one trial call at a time.',
    width: 24,
    height: 7,
    queries: [
      {
        expr: `${max(own('dispatch_gate_closed', chosen), 'sync', 'reason')} and on (sync, reason) (max_over_time(${max(own('dispatch_gate_closed', chosen), 'sync', 'reason')}[$__range:1m]) > 0)`,
        legend: '{{sync}} {{reason}}',
        none: 'no sync was held up',
      },
    ],
    unit: 'short',
    words: { 0: ['open', 'green'], 1: ['closed', 'red'] },
    links: [whatToDo('KochavaCredentialsRefused'), whatToDo('KochavaUnreachable')],
  }),
  graph({
    title: 'Messages waiting',
    about:
      'main: never tried, or being tried. retry: to be tried again at their time. delivered: handed to a dispatcher and not finished.',
    queries: [
      {
        expr: `sum by (consumer, state) (max by (sync, consumer, state) (${own('sync_lag_messages', chosen)}))`,
        legend: '{{consumer}} {{state}}',
        none: 'main',
      },
    ],
    unit: 'short',
    stacked: true,
    links: [whatToDo('LagGrows')],
  }),
  graph({
    title: 'Age of the oldest message',
    about: 'By sync. Grows by a second a second: nothing of the sync is being sent.',
    queries: [{ expr: max(own('sync_oldest_waiting_seconds', chosen), 'sync'), legend: '{{sync}}', none: 'none' }],
    unit: 's',
    links: [whatToDo('DispatchWaitsLong'), whatToDo('LagGrows'), whatToDo('DispatchStandsStill')],
  }),
  graph({
    title: 'Consumers in trouble',
    about:
      'lost: the durable consumer does not exist, nothing is sent. stalls, repeats: an hour. Normal: 0; repeats after a restart are harmless, they are not sent.',
    queries: [
      {
        expr: max(own('dispatch_consumer_lost', chosen), 'sync', 'consumer'),
        legend: '{{sync}} {{consumer}} lost',
        none: 'none',
      },
      {
        expr: sum(lastHour(own('dispatch_stalls_total', chosen)), 'sync'),
        legend: '{{sync}} stalls',
        rare: 'NATS has to stand still',
      },
      {
        expr: sum(lastHour(own('dispatch_repeats_total', chosen)), 'sync'),
        legend: '{{sync}} repeats',
        rare: 'needs a crash at the right moment',
      },
    ],
    unit: 'short',
    links: [whatToDo('DispatchConsumerLost'), whatToDo('DispatchStandsStill')],
  }),
];
