import { migration } from '../migration.ts';

/** People, their sessions, what tokens may do, throttled logins, the audit log. */
export const access = migration(4, 'access', [
  // access: { installation, projects: { <project>: role } }; null = none. Tokens from before could do everything.
  `ALTER TABLE token ADD COLUMN id text`,
  `ALTER TABLE token ADD COLUMN access json`,
  `ALTER TABLE token ADD COLUMN created_by text`,
  `UPDATE token SET id = 'tk_' || substr(encode(hash, 'hex'), 1, 16),
                    access = '{"installation":true,"projects":{}}', created_by = 'installation'`,
  `CREATE UNIQUE INDEX ON token (id)`,
  // email: lower case; password: a PHC string, null = none
  `CREATE TABLE person (
     id text PRIMARY KEY,
     email text NOT NULL UNIQUE,
     name text NOT NULL,
     access json NOT NULL,
     password text,
     must_change boolean NOT NULL DEFAULT false,
     oidc_issuer text,
     oidc_subject text,
     created_at timestamptz NOT NULL DEFAULT now(),
     created_by text NOT NULL,
     disabled_at timestamptz,
     last_login_at timestamptz,
     UNIQUE (oidc_issuer, oidc_subject)
   )`,
  // hash: SHA-256 of the cookie's value
  `CREATE TABLE session (
     hash bytea PRIMARY KEY,
     person text NOT NULL REFERENCES person (id),
     created_at timestamptz NOT NULL DEFAULT now(),
     seen_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz NOT NULL
   )`,
  `CREATE INDEX ON session (person)`,
  // A login on its way through the identity provider, known by the hash of the browser's cookie
  `CREATE TABLE oidc_login (
     hash bytea PRIMARY KEY,
     state text NOT NULL,
     nonce text NOT NULL,
     verifier text NOT NULL,
     return_to text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  // Logins tried and not (yet) successful, by hashes of whom they were for and where they came from
  `CREATE TABLE login_failure (key text NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX ON login_failure (key, at)`,
  `CREATE INDEX ON login_failure (at)`,
  // hash = SHA-256 of the hash before it and the entry's text; the columns before it repeat what the entry says.
  // phase: began, ended (of a request), did (at once)
  `CREATE TABLE audit (
     seq bigint PRIMARY KEY,
     at timestamptz NOT NULL,
     request text NOT NULL,
     phase text NOT NULL,
     project text,
     who text,
     entry text NOT NULL,
     hash bytea NOT NULL
   )`,
  `CREATE INDEX ON audit (request)`,
  `CREATE INDEX ON audit (project, seq)`,
  // Whoever was given rights on new tables may add entries and read them; nobody, the owner included, may change them.
  `/* touches only audit */ DO $$
   DECLARE grantee regrole;
   BEGIN
     FOR grantee IN SELECT DISTINCT g.grantee::regrole FROM pg_class c, aclexplode(c.relacl) g
                     WHERE c.oid = 'audit'::regclass AND g.grantee NOT IN (0, c.relowner)
     LOOP EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM %s', grantee); END LOOP;
   END $$`,
  `CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
     FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()`,
]);
