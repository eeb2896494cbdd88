import { migration } from '../migration.ts';

/** Why a change was made; the names that a project's traffic has shown lately. */
export const history = migration(3, 'history', [
  `ALTER TABLE event ADD COLUMN why text`,
  // type: the JSON type of the value seen last; example: only of fields that say nothing of a person
  `CREATE TABLE seen_name (
     project text NOT NULL,
     kind text NOT NULL,
     name text NOT NULL,
     type text NOT NULL,
     example text,
     seen_at timestamptz NOT NULL,
     PRIMARY KEY (project, kind, name)
   )`,
  `CREATE INDEX ON seen_name (seen_at)`,
]);
