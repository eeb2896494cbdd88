import { counter, gauge, projectLabel, syncLabel } from '@kochava-stream/observability';

const sync = { sync: syncLabel };
const syncOfProject = { project: projectLabel, ...sync };
const server = { server: { most: 20, what: 'host and port of a monitoring address' } };
/** Told alike by every pod of config: take `max by (…)`, not `sum`. */
const alike = '; every pod of config says the same';

/** What config knows of the whole system, beside what every stateful consumer counts. */
export const configMetrics = {
  kvOutbox: gauge('kv_outbox_waiting', `documents of the configuration that are not in the KV yet${alike}`, {
    unit: 'documents',
  }),
  syncLag: gauge(
    'sync_lag_messages',
    `messages of a sync that are not finished, in its main consumer and in that of its retries${alike}`,
    {
      unit: 'messages',
      labels: { ...sync, consumer: ['main', 'retry'], state: ['waiting', 'delivered'] },
    },
  ),
  syncOldest: gauge(
    'sync_oldest_waiting_seconds',
    `age of the oldest message in the main consumer of a sync; 0 = none${alike}`,
    { unit: 'seconds', labels: sync, joined: 'max' },
  ),
  fsync: gauge('nats_fsync_always', '1 = the server syncs every message to disk before it acknowledges it, 0 = not', {
    unit: 'flag',
    labels: server,
  }),
  monitor: gauge('nats_monitor_up', '1 = the server answered when it was asked whether it syncs, 0 = not', {
    unit: 'flag',
    labels: server,
  }),
  books: counter('books_events_total', `the books: events of a sync by what became of them${alike}`, {
    unit: 'events',
    labels: { ...syncOfProject, what: ['routed', 'filtered', 'dropped', 'dispatched', 'accepted', 'dead', 'replayed'] },
  }),
  projectBooks: counter('books_project_events_total', `the books: events of a project, before any sync${alike}`, {
    unit: 'events',
    labels: { project: projectLabel, what: ['received', 'duplicate', 'unrouted'] },
  }),
  linkBooks: counter('books_links_total', `the books: links of a sync by what became of them${alike}`, {
    unit: 'links',
    labels: {
      ...syncOfProject,
      what: ['requested', 'suppressed', 'merged', 'withdrawn', 'held', 'released', 'expired', 'accepted', 'dead'],
    },
  }),
  difference: gauge(
    'reconciliation_difference',
    `routed − filtered − dropped − dispatched: 0 at any time, else events are unaccounted for${alike}`,
    { unit: 'events', labels: syncOfProject },
  ),
  inFlight: gauge(
    'reconciliation_in_flight',
    `dispatched and not ended yet, by the books: not an error; below 0 for moments, as ends may be counted first${alike}`,
    { unit: 'events', labels: syncOfProject },
  ),
  unaccounted: gauge(
    'reconciliation_unaccounted',
    `dispatched or replayed by the books, not ended and not in the dispatch stream: 0 in a correct system, unless \`outbox_waiting\` or the lag of the transformer says that it is not there yet${alike}`,
    { unit: 'events', labels: syncOfProject },
  ),
  alertNotices: counter('alert_notices_total', 'tries to tell people of an alert where they asked for it', {
    unit: 'tries',
    labels: { result: ['delivered', 'failed', 'given-up'] },
  }),
};
