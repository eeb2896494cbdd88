import { migration } from '../migration.ts';

/** By which doors devices were confirmed, and when the last one was: what the console shows without a walk over devices. */
export const doors = migration(7, 'doors', [
  // source: as confirmed_by; shard: so that workers do not wait for each other; last_at: ms since the epoch
  `CREATE TABLE confirmation_count (
     sync text NOT NULL,
     source text NOT NULL,
     shard integer NOT NULL,
     n bigint NOT NULL,
     last_at bigint NOT NULL,
     PRIMARY KEY (sync, source, shard)
   )`,
  `CREATE VIEW console_confirmation AS
     SELECT sync, source, sum(n)::float8 AS n, max(last_at) AS last_at FROM confirmation_count GROUP BY sync, source`,
  `/* touches only console_confirmation */ DO $$
   DECLARE reader regrole;
   BEGIN
     FOR reader IN SELECT DISTINCT g.grantee::regrole FROM pg_namespace n, aclexplode(n.nspacl) g
                    WHERE n.nspname = 'config' AND g.privilege_type = 'USAGE' AND g.grantee NOT IN (0, n.nspowner)
     LOOP
       EXECUTE format('GRANT SELECT ON console_confirmation TO %s', reader);
     END LOOP;
   END $$`,
]);
