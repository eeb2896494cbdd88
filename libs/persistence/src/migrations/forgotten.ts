/**
 * What a schema keeps of people and devices that were deleted, so that nothing of theirs comes back: keyed hashes, and what
 * an ask has answered.
 */
export const forgottenTables: readonly string[] = [
  // One row: the key of the hashes, 244 random bits of this schema's own.
  `CREATE TABLE forgotten_key (one boolean PRIMARY KEY DEFAULT true, key text NOT NULL)`,
  `INSERT INTO forgotten_key (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text)`,
  // key: 16 bytes of the hash of a name. always: what comes later too, whoever it is said to be of. at: ms since the epoch
  `CREATE TABLE forgotten (
     key uuid PRIMARY KEY,
     seq bigserial NOT NULL,
     always boolean NOT NULL,
     at bigint NOT NULL
   )`,
  `CREATE INDEX ON forgotten (seq)`,
  // id: of a job, or <job>/<ask>. body: JSON
  `CREATE TABLE deletion (id text PRIMARY KEY, body text NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX ON deletion (at)`,
];
