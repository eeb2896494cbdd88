import { migration } from '../migration.ts';

/**
 * How many of what, in one minute or hour. sync '' = the project as a whole. retried: of n, those that took more than one
 * attempt. latency: ends by bucket of their time, from bucket 0; null = nothing was measured.
 */
function rollup(table: string): string {
  return `CREATE TABLE ${table} (
     project text NOT NULL,
     sync text NOT NULL,
     at timestamptz NOT NULL,
     what text NOT NULL,
     reason text NOT NULL,
     n bigint NOT NULL,
     retried bigint NOT NULL,
     latency integer[],
     PRIMARY KEY (project, sync, at, what, reason)
   ) WITH (fillfactor = 70, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.05)`;
}

/** What became of everything, over time; what people are shown of failures; what the dispatchers hold back; alerts. */
export const delivery = migration(5, 'delivery', [
  rollup('rollup_minute'),
  rollup('rollup_hour'),
  `CREATE INDEX ON rollup_minute USING brin (at)`,
  `CREATE INDEX ON rollup_hour USING brin (at)`,
  // sample: as in the message. event: what the SDK sent, JSON; null = not looked for yet, or not found
  `CREATE TABLE failure_sample (
     id text PRIMARY KEY,
     project text NOT NULL,
     sync text NOT NULL,
     kind text NOT NULL,
     class text NOT NULL,
     at timestamptz NOT NULL,
     sample json NOT NULL,
     event text
   )`,
  `CREATE INDEX ON failure_sample (sync, kind, class, at)`,
  `CREATE INDEX ON failure_sample (at)`,
  // The last report of each dispatcher. gates: [{ sync, closed: [{ reason, since }] }]
  `CREATE TABLE gate_report (dispatcher text PRIMARY KEY, at timestamptz NOT NULL, gates json NOT NULL) WITH (fillfactor = 50)`,
]);
