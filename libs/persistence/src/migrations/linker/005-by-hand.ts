import { migration } from '../migration.ts';

/**
 * What operators asked the linker for, and what the console may see. The views belong to the schema's owner, so that whoever
 * may read them needs no right on the tables. `config` gets it here, because only here is known what there is to read: every
 * role that may use the schema `config`, if there is one in this database.
 */
export const byHand = migration(5, 'by-hand', [
  // id: of the command; asked_at, at: ms since the epoch; result: done, or why nothing was
  `CREATE TABLE command (
     id text PRIMARY KEY,
     sync text NOT NULL,
     kochava_device_id text NOT NULL,
     type text NOT NULL,
     who text NOT NULL,
     why text NOT NULL,
     asked_at bigint NOT NULL,
     at bigint NOT NULL,
     result text NOT NULL
   )`,
  `CREATE INDEX command_of_device ON command (sync, kochava_device_id, at)`,
  `CREATE INDEX command_age ON command (at)`,
  // How many are held why and since when; which have been for longest.
  `CREATE INDEX hold_state ON hold (sync, state, since)`,
  // The device that has an id now, by each kind.
  `CREATE INDEX device_idfa ON device (sync, (confirmed->'idfa'->>-1)) WHERE confirmed ? 'idfa'`,
  `CREATE INDEX device_idfv ON device (sync, (confirmed->'idfv'->>-1)) WHERE confirmed ? 'idfv'`,
  `CREATE INDEX device_adid ON device (sync, (confirmed->'adid'->>-1)) WHERE confirmed ? 'adid'`,
  `CREATE INDEX device_android_id ON device (sync, (confirmed->'android_id'->>-1)) WHERE confirmed ? 'android_id'`,
  `CREATE VIEW console_device AS
     SELECT sync, kochava_device_id, known, confirmed_by, confirmed_at, settled_at, generation, confirmed, in_flight,
            accepted, sync_version
     FROM device`,
  `CREATE VIEW console_hold AS
     SELECT sync, kochava_device_id, state, since, due_at, expires_at, properties FROM hold`,
  `CREATE VIEW console_fact AS
     SELECT sync, kochava_device_id, version, type, data, at FROM event WHERE kochava_device_id IS NOT NULL`,
  `CREATE VIEW console_alias AS SELECT sync, kind, value, kochava_device_id FROM device_alias`,
  `CREATE VIEW console_command AS
     SELECT id, sync, kochava_device_id, type, who, why, asked_at, at, result FROM command`,
  `/* touches only console_device, console_hold, console_fact, console_alias, console_command */ DO $$
   DECLARE reader regrole;
   BEGIN
     FOR reader IN SELECT DISTINCT g.grantee::regrole FROM pg_namespace n, aclexplode(n.nspacl) g
                    WHERE n.nspname = 'config' AND g.privilege_type = 'USAGE' AND g.grantee NOT IN (0, n.nspowner)
     LOOP
       EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', current_schema(), reader);
       EXECUTE format('GRANT SELECT ON console_device, console_hold, console_fact, console_alias, console_command TO %s', reader);
     END LOOP;
   END $$`,
]);
