-- Run once, as the owner of the database. The migrator owns the tables; a service reads and writes those of its own
-- schema and can neither change them nor see another one's; the audit log it can only add to, which the migration that
-- makes it takes care of; config may also read the linker's views for the console, which
-- the migration that makes them grants to whoever may use the schema config. The logins come from elsewhere (CloudNativePG:
-- spec.managed.roles); NOLOGIN ones are made here where they are missing.
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['ks_migrator', 'ks_config', 'ks_transformer', 'ks_linker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', role); END IF;
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$;
DO $$ BEGIN
  EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO ks_migrator', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO ks_config, ks_transformer, ks_linker', current_database());
END $$;

DO $$
DECLARE pair text[];
BEGIN
  FOREACH pair SLICE 1 IN ARRAY ARRAY[['config', 'ks_config'], ['transformer', 'ks_transformer'], ['linker', 'ks_linker']] LOOP
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', pair[1]);
    EXECUTE format('ALTER SCHEMA %I OWNER TO ks_migrator', pair[1]);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', pair[1], pair[2]);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE ks_migrator IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', pair[1], pair[2]);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE ks_migrator IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I', pair[1], pair[2]);
  END LOOP;
END $$;
