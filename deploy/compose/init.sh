#!/bin/sh
# Makes what `docker compose up` needs and nobody should share: .env and one file per secret. Run again, it changes
# nothing that is there. The folder is closed to other users of this machine; the files in it are readable, because
# compose mounts them with the modes they have and every container runs as a user of its own.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
secrets=$here/secrets

random_hex() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
random_base64() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

keep() {
  [ -s "$secrets/$1" ] && return
  (umask 022 && printf '%s\n' "$2" > "$secrets/$1")
  echo "made $secrets/$1"
}

mkdir -p "$secrets"
chmod 700 "$secrets"
if [ ! -e "$root/.env" ]; then
  cp "$root/.env.example" "$root/.env"
  echo "made $root/.env"
fi
keep postgres_password "$(random_hex)"
for role in migrate config transformer linker; do
  keep "database_url_$role" "postgres://kochava_$role:$(random_hex)@postgres:5432/kochava_stream"
done
# Seals Kochava's credentials. Lose it and they have to be entered again.
keep secrets_kek "main:$(random_base64)"
keep log_id_key "$(random_base64)"
# The identity provider's, where there is one.
[ -e "$secrets/oidc_client_secret" ] || (umask 022 && : > "$secrets/oidc_client_secret")
keep grafana_password "$(random_hex)"
