#!/usr/bin/env bash
# haraka.sh FOLDER PORT CERTS: sets up a Haraka of its own in FOLDER, and becomes it. It listens on 127.0.0.1:PORT and offers STARTTLS.
# Each message lands in FOLDER/drop (haraka/plugins/drop.js).
set -euo pipefail
folder=$1 port=$2 certs=$3
here=$(cd -- "$(dirname -- "$0")" && pwd)

if [ ! -d "$folder/host" ]; then
  mkdir -p "$folder/drop"
  cp -R "$here/haraka" "$folder/host"
  config=$folder/host/config
  printf 'listen=127.0.0.1:%s\nnodes=0\n' "$port" > "$config/smtp.ini"
  cp "$certs/server.key" "$config/tls_key.pem"
  cp "$certs/server.crt" "$config/tls_cert.pem"
  # What is not there it would make itself, the parameters with a minute of computing that outlives it. Nobody uses either here.
  openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$config/dhparams.pem" 2>/dev/null
  openssl rand -hex 32 > "$config/internalcmd_key"
fi

cd "$folder/host"
HARAKA_DROP=$folder/drop exec node "$here/node_modules/Haraka/bin/haraka" -c "$folder/host"
