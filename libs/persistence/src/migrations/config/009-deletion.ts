import { forgottenTables } from '../forgotten.ts';
import { migration } from '../migration.ts';

/** Deletions that people asked for, what was asked of the other services for them, and whose data must not come back. */
export const deletion = migration(9, 'deletion', [
  ...forgottenTables,
  `CREATE TABLE deletion_job (
     id text PRIMARY KEY,
     project text NOT NULL,
     day date NOT NULL,
     requester text NOT NULL,
     -- ms since the epoch: when it was requested
     at bigint NOT NULL,
     -- staging, submitted, done
     state text NOT NULL DEFAULT 'staging',
     -- as they were given; once done, their keyed hashes
     users text[] NOT NULL,
     devices text[] NOT NULL,
     invalid text[] NOT NULL,
     -- everybody is asked twice: 1, 2
     round integer NOT NULL DEFAULT 0,
     -- JSON: ids that belong to the deleted, [{ value, always }]; null once done
     found text NOT NULL DEFAULT '[]',
     -- JSON: how many of what are gone
     counts text NOT NULL DEFAULT '{}',
     -- the dead letter up to which was looked; null = not looking
     reached bigint,
     done_at timestamptz
   )`,
  `CREATE INDEX ON deletion_job (project, day)`,
  `CREATE INDEX ON deletion_job (at) WHERE state <> 'done'`,
  `CREATE TABLE deletion_ask (
     job text NOT NULL REFERENCES deletion_job (id),
     ask text NOT NULL,
     asked_at timestamptz NOT NULL DEFAULT now(),
     answered boolean NOT NULL DEFAULT false,
     PRIMARY KEY (job, ask)
   )`,
]);
