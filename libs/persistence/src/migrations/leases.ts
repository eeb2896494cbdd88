import { migration } from './migration.ts';

/**
 * What every schema with a shard worker needs, first of all.
 *
 * `lease`: one row per consumer, shard and subject read in it: who owns it and up to where it is done. The rows of a shard
 * belong together: it is free when all of them have run out. Times are Postgres' own.
 * `outbox`: messages that a transaction decided to send and that may not have been published yet.
 * `member`: the workers alive, for a fair share of shards.
 */
export const leases = migration(1, 'leases', [
  `CREATE TABLE lease (
     consumer text NOT NULL,
     shard integer NOT NULL,
     subject text NOT NULL,
     stream text NOT NULL,
     -- null: reset by an operator, or never read
     stream_created text,
     owner text,
     epoch bigint NOT NULL DEFAULT 0,
     lease_until timestamptz NOT NULL DEFAULT '-infinity',
     last_seq bigint NOT NULL DEFAULT 0,
     PRIMARY KEY (consumer, shard, subject)
   ) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0)`,
  `CREATE TABLE outbox (
     id text PRIMARY KEY,
     seq bigserial NOT NULL,
     consumer text NOT NULL,
     shards integer[] NOT NULL,
     stream text NOT NULL,
     subject text NOT NULL,
     headers json,
     payload bytea NOT NULL
   ) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0)`,
  // Compressing what lives for milliseconds only costs time.
  `ALTER TABLE outbox ALTER COLUMN payload SET STORAGE EXTERNAL`,
  `CREATE TABLE member (
     consumer text NOT NULL,
     owner text NOT NULL,
     seen_until timestamptz NOT NULL,
     PRIMARY KEY (consumer, owner)
   )`,
]);
