import { migration } from '../migration.ts';

/**
 * What the identity-linker knows: the log of identity facts, and what it says of each device now. All times are ms since
 * the epoch. `device`, `device_alias`, `confirmed_id` and `hold` can be rebuilt from `event` at any time.
 */
export const identity = migration(2, 'identity', [
  `CREATE TABLE event (
     seq bigserial PRIMARY KEY,
     sync text NOT NULL,
     -- null: a fact about an id, of which Kochava did not say whose it is
     kochava_device_id text,
     -- 1, 2, 3 … per device
     version integer NOT NULL,
     type text NOT NULL,
     data json NOT NULL,
     at bigint NOT NULL
   )`,
  // How one device is read, and what makes two writers of one version impossible.
  `CREATE UNIQUE INDEX event_of_device ON event (sync, kochava_device_id, version)`,
  `CREATE TABLE device (
     sync text NOT NULL,
     kochava_device_id text NOT NULL,
     shard integer NOT NULL,
     version integer NOT NULL,
     -- ids that requests named and nothing confirmed yet: kind to values
     known jsonb NOT NULL,
     -- null: nothing says that Kochava has the device
     confirmed_by text,
     confirmed_at bigint,
     settled_at bigint,
     generation integer,
     -- ids that Kochava has seen: kind to values, the newest last
     confirmed jsonb,
     in_flight jsonb,
     -- name to { value, at, disputed }
     accepted jsonb NOT NULL,
     project text,
     sync_version integer,
     PRIMARY KEY (sync, kochava_device_id)
   ) WITH (fillfactor = 85)`,
  // Which devices a postback without a kochava_device_id may be about.
  `CREATE TABLE device_alias (
     sync text NOT NULL,
     kind text NOT NULL,
     value text NOT NULL,
     kochava_device_id text NOT NULL,
     PRIMARY KEY (sync, kind, value, kochava_device_id)
   )`,
  // Ids that such postbacks named: a device that turns up with one of them later is confirmed by it.
  `CREATE TABLE confirmed_id (
     sync text NOT NULL,
     kind text NOT NULL,
     value text NOT NULL,
     confirmed_by text NOT NULL,
     at bigint NOT NULL,
     PRIMARY KEY (sync, kind, value)
   )`,
  `CREATE TABLE hold (
     sync text NOT NULL,
     kochava_device_id text NOT NULL,
     shard integer NOT NULL,
     -- unconfirmed, no-identifier, behind-in-flight, due
     state text NOT NULL,
     since bigint NOT NULL,
     -- null: not before something else happens
     due_at bigint,
     expires_at bigint NOT NULL,
     -- name to { value, requestedAt, since, expiresAt }
     properties jsonb NOT NULL,
     PRIMARY KEY (sync, kochava_device_id)
   ) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02)`,
  // The sync comes first: what is due of a disabled one must not be looked through again and again.
  `CREATE INDEX hold_due ON hold (sync, shard, due_at) WHERE due_at IS NOT NULL`,
  `CREATE INDEX hold_expiry ON hold (shard, expires_at)`,
]);
