import { graph } from '../grafana/kinds.ts';
import { whatToDo } from '../grafana/links.ts';
import { wrongFrom, type Panel } from '../grafana/panel.ts';
import { table } from '../grafana/table.ts';
import { lastHour, max, own, rate, sum } from './asking.ts';
import { ageColors, classColors, outcomeColors, waitColors } from './colors.ts';
import { chosen } from './sync-choice.ts';

export const links: readonly Panel[] = [
  graph({
    title: 'Holds by age',
    about:
      'Devices whose links wait for Kochava to know the device. Normal: most are young. Those over 30 days have expired or will within minutes.',
    width: 12,
    queries: [{ expr: sum(own('link_holds', chosen), 'age'), legend: '{{age}}', none: 'under-1h' }],
    unit: 'short',
    stacked: true,
    colors: ageColors,
  }),
  graph({
    title: 'What holds wait for',
    about:
      'The same devices. `unconfirmed`: Kochava has accepted nothing of them yet. `no-identifier`: it has, but with none of the identifiers that the link names. `behind-in-flight`: an earlier link of theirs. `due`: only their time. Normal: nearly all are unconfirmed.',
    width: 12,
    queries: [{ expr: sum(own('link_holds_waiting', chosen), 'state'), legend: '{{state}}', none: 'unconfirmed' }],
    unit: 'short',
    stacked: true,
    colors: waitColors,
  }),
  graph({
    title: 'What became of links',
    about:
      'Links a second, from the books. requested − suppressed − merged are held; held end as released or expired, released as accepted or dead.',
    width: 12,
    queries: [
      {
        expr: `sum by (what) (max by (sync, what) (${rate(own('books_links_total', chosen))}))`,
        legend: '{{what}}',
        none: 'requested',
      },
    ],
    unit: 'eps',
    colors: { ...outcomeColors, held: 'blue', merged: 'light-blue', released: 'light-green', expired: 'orange' },
  }),
  graph({
    title: 'Oldest hold, and what is overdue',
    about:
      'overdue: a hold that should have been released or expired and was not. Normal: 0. Else the identity-linker lags, or the sync sends nothing.',
    width: 12,
    queries: [
      { expr: max(own('link_hold_oldest_seconds', chosen)), legend: 'oldest', none: '' },
      { expr: max(own('link_hold_overdue_seconds', chosen)), legend: 'overdue', none: '' },
    ],
    unit: 's',
    colors: { oldest: 'blue', overdue: 'red' },
    links: [whatToDo('HoldsOverdue'), whatToDo('ShardsWithoutOwner'), whatToDo('LagGrows')],
  }),
];

export const dead: readonly Panel[] = [
  graph({
    title: 'Dead letters by class',
    about:
      'Entries that were given up, in steps of the time between two points. Normal: none. `refused`: Kochava says the request is wrong. `horizon-passed`: 72 hours were over.',
    width: 16,
    queries: [
      {
        expr: sum(`increase(${own('dispatch_outcomes_total', chosen, 'outcome="dead"')}[$__rate_interval])`, 'class'),
        legend: '{{class}}',
        none: 'refused',
      },
    ],
    unit: 'short',
    bars: true,
    colors: classColors,
    links: [whatToDo('KochavaRefusesRequests')],
  }),
  graph({
    title: 'Dead letters by sync',
    about: 'How many dead letters each sync made in the hour before each point.',
    queries: [
      {
        expr: sum(lastHour(own('dispatch_outcomes_total', chosen, 'outcome="dead"')), 'sync'),
        legend: '{{sync}}',
        none: 'none',
      },
    ],
    unit: 'short',
    links: [whatToDo('KochavaRefusesRequests')],
  }),
];

const book = (what: string): string => `max by (sync) (${own('books_events_total', chosen, `what="${what}"`)})`;

export const books: readonly Panel[] = [
  table({
    title: 'Where the events of each sync are',
    about:
      'Since the sync was made. routed = filtered + dropped + dispatched; dispatched = accepted + dead + in flight.',
    rows: { sync: 'Sync' },
    columns: [
      { legend: 'Routed', expr: book('routed') },
      { legend: 'Filtered', expr: book('filtered') },
      { legend: 'Dropped', expr: book('dropped') },
      { legend: 'Dispatched', expr: book('dispatched') },
      { legend: 'Accepted', expr: book('accepted') },
      { legend: 'Dead', expr: book('dead'), steps: wrongFrom(1, 'orange') },
      { legend: 'In flight', expr: max(own('reconciliation_in_flight', chosen), 'sync') },
      { legend: 'Difference', expr: max(own('reconciliation_difference', chosen), 'sync'), steps: wrongFrom(1) },
      { legend: 'Unaccounted', expr: max(own('reconciliation_unaccounted', chosen), 'sync'), steps: wrongFrom(1) },
    ],
    order: 'Routed',
  }),
];
