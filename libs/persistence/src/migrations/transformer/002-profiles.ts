import { migration } from '../migration.ts';

/** What the transformer remembers: which events it has taken, and who its devices and users are. */
export const profiles = migration(2, 'profiles', [
  // key: 16 bytes of a hash. No index on the time: rows are found by a walk over the pages, so that a row costs one
  // index entry only and a key that comes back after its seven days is updated in place.
  `CREATE TABLE dedupe (
     key uuid PRIMARY KEY,
     -- ms since the epoch: when ingest took the upload
     received_at bigint NOT NULL
   )`,
  // Up to where each shard's events have been looked up in \`dedupe\`: older rows may still be asked for.
  `CREATE TABLE dedupe_progress (
     shard integer PRIMARY KEY,
     received_at bigint NOT NULL
   ) WITH (fillfactor = 50)`,
  // key: 16 bytes of a hash of project and device or user. body: JSON as text, since json types refuse or alter
  // what a client may put into a string (NUL, halves of surrogate pairs).
  `CREATE TABLE profile (
     key uuid PRIMARY KEY,
     version integer NOT NULL,
     body text NOT NULL
   ) WITH (fillfactor = 80)`,
]);
