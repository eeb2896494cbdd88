-- Who may do what. Run once, by the superuser, in the empty database; init.sh passes the passwords.
-- The migrator owns the schemas and everything in them; each service reads and writes the rows of its own schema only.
-- One exception: config reads the linker's views for the console (linker.console_*). The migration that makes them grants it
-- to whoever may use the schema config.
create role kochava_migrate login password :'migrate_password' connection limit 10;
create role kochava_config login password :'config_password';
create role kochava_transformer login password :'transformer_password';
create role kochava_linker login password :'linker_password';

revoke all on schema public from public;
create schema config authorization kochava_migrate;
create schema transformer authorization kochava_migrate;
create schema linker authorization kochava_migrate;

grant usage on schema config to kochava_config;
grant usage on schema transformer to kochava_transformer;
grant usage on schema linker to kochava_linker;
alter default privileges for role kochava_migrate in schema config
  grant select, insert, update, delete on tables to kochava_config;
alter default privileges for role kochava_migrate in schema transformer
  grant select, insert, update, delete on tables to kochava_transformer;
alter default privileges for role kochava_migrate in schema linker
  grant select, insert, update, delete on tables to kochava_linker;
alter default privileges for role kochava_migrate in schema config grant usage, select on sequences to kochava_config;
alter default privileges for role kochava_migrate in schema transformer
  grant usage, select on sequences to kochava_transformer;
alter default privileges for role kochava_migrate in schema linker grant usage, select on sequences to kochava_linker;

-- But the audit log (config.audit): the migration that makes it takes everything but select and insert away again.

-- `create schema if not exists` of the migrations asks for the right even where the schema is there.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create on database %I to kochava_migrate', current_database());
  execute format(
    'grant connect on database %I to kochava_config, kochava_transformer, kochava_linker', current_database());
end
$$;
