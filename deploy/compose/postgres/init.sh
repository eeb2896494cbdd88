#!/bin/sh
# Runs once, in an empty database: the roles, with the passwords that the services' URLs have.
set -eu
{
  for role in migrate config transformer linker; do
    url=$(cat "/run/secrets/database_url_$role")
    password=${url#postgres://*:}
    printf "\\\\set %s_password '%s'\n" "$role" "${password%%@*}"
  done
  cat /etc/kochava-stream/roles.sql
} | psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"
