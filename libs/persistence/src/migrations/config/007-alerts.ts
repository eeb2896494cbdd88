import { migration } from '../migration.ts';

/** What people want to be told of a sync, where, and what they were told. */
export const alerts = migration(7, 'alerts', [
  // rules: JSON. channel: what may be shown of it, JSON; sealed: its address and signing secret, JSON as in `secret`
  `CREATE TABLE alert (
     sync text PRIMARY KEY REFERENCES sync (id) ON DELETE CASCADE,
     project text NOT NULL,
     rules text NOT NULL,
     channel text,
     sealed text,
     updated_at timestamptz NOT NULL DEFAULT now(),
     updated_by text NOT NULL,
     looked_at timestamptz NOT NULL DEFAULT '-infinity'
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX ON alert (looked_at)`,
  // A rule that fires. quiet_since: since when it would not any more; null = it would. Times: ms since the epoch.
  `CREATE TABLE alert_firing (
     sync text NOT NULL,
     rule text NOT NULL,
     since bigint NOT NULL,
     quiet_since bigint,
     told_at bigint NOT NULL,
     PRIMARY KEY (sync, rule)
   )`,
  // body: what is sent, JSON. state: waiting, delivered, given-up
  `CREATE TABLE alert_notice (
     id text PRIMARY KEY,
     sync text NOT NULL,
     rule text NOT NULL,
     event text NOT NULL,
     body text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     next_at timestamptz NOT NULL DEFAULT now(),
     attempts integer NOT NULL DEFAULT 0,
     state text NOT NULL DEFAULT 'waiting',
     problem text,
     ended_at timestamptz
   )`,
  `CREATE INDEX alert_notice_waiting ON alert_notice (next_at) WHERE state = 'waiting'`,
  `CREATE INDEX alert_notice_of_sync ON alert_notice (sync, created_at)`,
  `CREATE INDEX alert_notice_age ON alert_notice (created_at)`,
]);
