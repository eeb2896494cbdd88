import { eventTable } from '../../event-store.ts';
import { migration } from '../migration.ts';

/** Projects, syncs, tokens, secrets; what waits for the KV; the counted outcomes. */
export const configuration = migration(2, 'configuration', [
  ...eventTable('event'),
  `CREATE TABLE project (
     id text PRIMARY KEY,
     name text NOT NULL,
     api_keys text[] NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE api_key (key text PRIMARY KEY, project text NOT NULL)`,
  // state: the fold of the sync's events
  `CREATE TABLE sync (
     id text PRIMARY KEY,
     project text NOT NULL REFERENCES project (id),
     state json NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE INDEX ON sync (project)`,
  // sealed: ciphertext, as it stands in the KV
  `CREATE TABLE secret (sync text PRIMARY KEY REFERENCES sync (id) DEFERRABLE INITIALLY DEFERRED, sealed json NOT NULL)`,
  `CREATE TABLE token (
     hash bytea PRIMARY KEY,
     name text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz,
     revoked_at timestamptz,
     last_used_at timestamptz
   )`,
  `CREATE TABLE kv_outbox (
     seq bigserial PRIMARY KEY,
     kind text NOT NULL,
     document json NOT NULL
   )`,
  // Up to where Kochava's consumers of a sync were done when last looked at: from there a lost one is made again.
  `CREATE TABLE consumer_floor (sync text PRIMARY KEY, floor json NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  // done: one bit per part of the message
  `CREATE TABLE counted (message text PRIMARY KEY, done bytea NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX ON counted USING brin (at)`,
  `CREATE TABLE tally (
     project text NOT NULL,
     sync text NOT NULL,
     what text NOT NULL,
     reason text NOT NULL,
     n bigint NOT NULL,
     PRIMARY KEY (project, sync, what, reason)
   ) WITH (fillfactor = 50)`,
]);
