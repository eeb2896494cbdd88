import { stat } from '../grafana/kinds.ts';
import { whatToDo } from '../grafana/links.ts';
import { bounds, wrongFrom, type Panel } from '../grafana/panel.ts';
import { inTime, max, own, rate, sum } from './asking.ts';
import { chosen } from './sync-choice.ts';

export const headline: readonly Panel[] = [
  stat({
    title: 'Sending',
    about: 'Chosen syncs that send nothing although they are enabled. Normal: none.',
    queries: [
      {
        expr: `sum(${max(own('dispatch_gate_closed', chosen, 'reason!="disabled"'), 'sync')} > bool 0)`,
        legend: 'held up',
        none: '',
      },
    ],
    unit: 'short',
    steps: wrongFrom(1),
    words: { 0: ['sending', 'green'] },
    graph: false,
    links: [whatToDo('KochavaCredentialsRefused'), whatToDo('KochavaUnreachable')],
  }),
  stat({
    title: 'Accepted',
    about: 'Events and links a second that Kochava accepted.',
    queries: [
      {
        expr: sum(rate(own('dispatch_outcomes_total', chosen, 'outcome="accepted"'))),
        legend: 'accepted',
        none: '',
      },
    ],
    unit: 'eps',
    steps: [{ color: 'blue', value: null }],
  }),
  stat({
    title: 'Dead letters',
    about: 'In the time shown. Normal: none. Each holds the reason and what was to be sent.',
    queries: [
      { expr: sum(inTime(own('dispatch_outcomes_total', chosen, 'outcome="dead"'))), legend: 'dead', none: '' },
    ],
    unit: 'short',
    decimals: 0,
    steps: wrongFrom(1, 'orange'),
    links: [whatToDo('KochavaRefusesRequests')],
  }),
  stat({
    title: 'Tried again',
    about:
      'Share of the outcomes that were a retry. Normal: below 1 %. High for long: Kochava is ill, or refuses this app.',
    queries: [
      {
        expr: `(${sum(rate(own('dispatch_outcomes_total', chosen, 'outcome="retry"')))} or vector(0)) / (${sum(rate(own('dispatch_outcomes_total', chosen)))} > 0)`,
        legend: 'retry',
        none: '',
      },
    ],
    unit: 'percentunit',
    decimals: 1,
    steps: bounds(0.01, 0.25),
    links: [whatToDo('KochavaUnreachable')],
  }),
  stat({
    title: 'Calls in flight',
    about:
      "Calls to Kochava under way. At the sync's `concurrency` all the time: it is the limit, raise it if Kochava answers well.",
    queries: [{ expr: sum(own('dispatch_calls_in_flight', chosen)), legend: 'calls', none: '' }],
    unit: 'short',
    steps: [{ color: 'blue', value: null }],
  }),
  stat({
    title: 'Messages waiting',
    about: 'Not finished, those to be tried again included. Normal: near 0.',
    queries: [
      {
        expr: `sum(max by (sync, consumer, state) (${own('sync_lag_messages', chosen)}))`,
        legend: 'waiting',
        none: '',
      },
    ],
    unit: 'short',
    steps: bounds(1000, 50_000),
    links: [whatToDo('LagGrows')],
  }),
  stat({
    title: 'Oldest waiting',
    about: 'Age of the oldest message that was never tried. Delivery is given up after 72 hours.',
    queries: [{ expr: max(own('sync_oldest_waiting_seconds', chosen)), legend: 'oldest', none: '' }],
    unit: 's',
    steps: bounds(60, 3600),
    links: [whatToDo('DispatchWaitsLong'), whatToDo('LagGrows')],
  }),
  stat({
    title: 'Books',
    about: 'Events of the chosen syncs that are in no account. Normal: 0, always. Anything else is a defect.',
    queries: [
      {
        expr: `sum(abs(${max(own('reconciliation_difference', chosen), 'sync')})) + sum(abs(${max(own('reconciliation_unaccounted', chosen), 'sync')}))`,
        legend: 'unaccounted',
        none: '',
      },
    ],
    unit: 'short',
    steps: wrongFrom(1),
    words: { 0: ['balance', 'green'] },
    graph: false,
    links: [whatToDo('ReconciliationDifference'), whatToDo('EventsUnaccounted')],
  }),
];
