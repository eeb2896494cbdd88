import { migration } from '../migration.ts';

/** The dead letters of 30 days, and what people did with them. */
export const deadLetters = migration(6, 'dead-letters', [
  // sync, project: '' = nobody could tell. at, accepted_at: ms since the epoch.
  `CREATE TABLE dead_letter (
     seq bigserial PRIMARY KEY,
     id text NOT NULL UNIQUE,
     project text NOT NULL,
     sync text NOT NULL,
     source text NOT NULL,
     kind text NOT NULL,
     reason text NOT NULL,
     detail text NOT NULL,
     sync_version integer,
     attempts integer NOT NULL,
     at bigint NOT NULL,
     stored_at timestamptz NOT NULL DEFAULT now(),
     -- JSON { status, body }: what Kochava said last
     reply text,
     traceparent text,
     -- as in the message; 'null' = it was too large to keep, or the letter was deleted
     payload text NOT NULL,
     -- how it can go back: event and link as the request that it was, held through the linker, raw as the message that it
     -- was; null = not at all
     door text,
     device text,
     insert_id text,
     accepted_at bigint,
     -- the letter that it was before
     replay_of text,
     -- where its event is in the stream RECEIVED
     received_seq bigint,
     received_index integer,
     -- wanted: to be fetched from there; kept: here it is; gone: it was not there any more; null: there is none
     event_state text,
     -- JSON { receivedAt, uploadedAt, traceparent?, event }
     event text,
     -- waiting, replayed, deleted
     state text NOT NULL DEFAULT 'waiting',
     replay text,
     settled_at timestamptz
   ) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05)`,
  `CREATE INDEX dead_letter_of_sync ON dead_letter (sync, state, seq)`,
  `CREATE INDEX dead_letter_group ON dead_letter (sync, state, kind, source, reason, seq) INCLUDE (at)`,
  `CREATE INDEX dead_letter_device ON dead_letter (sync, device, seq) WHERE device IS NOT NULL`,
  `CREATE INDEX dead_letter_insert_id ON dead_letter (project, insert_id) WHERE insert_id IS NOT NULL`,
  `CREATE INDEX dead_letter_wanted ON dead_letter (received_seq) WHERE event_state = 'wanted'`,
  `CREATE INDEX dead_letter_age ON dead_letter USING brin (stored_at)`,
  // sync '' = letters of none. up_to: the last letter there was when it began; reached: how far it has come.
  `CREATE TABLE dead_letter_replay (
     id text PRIMARY KEY,
     project text NOT NULL,
     sync text NOT NULL,
     version text NOT NULL,
     -- letters a second
     rate integer NOT NULL,
     -- JSON: ids, or what they have in common
     filter text NOT NULL,
     who text NOT NULL,
     why text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     up_to bigint NOT NULL,
     reached bigint NOT NULL DEFAULT 0,
     total integer NOT NULL,
     sent integer NOT NULL DEFAULT 0,
     skipped integer NOT NULL DEFAULT 0,
     -- ms since the epoch: until when letters were allotted
     allotted_at bigint,
     -- running, done, stopped
     state text NOT NULL DEFAULT 'running',
     ended_at timestamptz,
     ended_by text
   ) WITH (fillfactor = 50)`,
  // One at a time of each sync.
  `CREATE UNIQUE INDEX dead_letter_replay_running ON dead_letter_replay (sync) WHERE state = 'running'`,
  `CREATE INDEX dead_letter_replay_of_sync ON dead_letter_replay (sync, created_at)`,
]);
