#!/usr/bin/env bash
# postgres.sh FOLDER PORT BIN DURABLE(0|1): makes a cluster in FOLDER if there is none yet, and becomes its server.
# It listens on 127.0.0.1:PORT and on a socket in FOLDER; the user is postgres, without a password.
set -euo pipefail
folder=$1 port=$2 bin=$3 durable=$4
data=$folder/data
unset ${!PG@}
export LC_ALL=C

as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  as=(setpriv --reuid postgres --regid postgres --init-groups --)
  chown postgres "$folder"
fi
cd /

if [ ! -f "$data/PG_VERSION" ]; then
  "${as[@]}" "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
fi

# Without fsync an immediate stop may lose what was acknowledged: fast, and right for all but crash tests.
if [ "$durable" = 1 ]; then safety=on; else safety=off; fi
exec "${as[@]}" "$bin/postgres" -D "$data" \
  -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories="$folder" \
  -c fsync="$safety" -c synchronous_commit="$safety" -c full_page_writes="$safety" \
  -c max_connections=200 -c logging_collector=off -c log_min_messages=warning -c lc_messages=C
