#!/usr/bin/env bash
# certs.sh FOLDER: makes a throwaway authority and a server certificate for localhost, mail.example.test and 127.0.0.1.
# Leaves ca.crt, server.crt and server.key in FOLDER; the authority's own key is not kept.
set -euo pipefail
cd -- "$1"
umask 022

cat > request.cnf <<'C'
[req]
prompt = no
distinguished_name = name
[name]
CN = localhost
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, DNS:mail.example.test, IP:127.0.0.1
C

ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
ec authority.key
openssl req -x509 -new -key authority.key -days 2 -config request.cnf -extensions authority \
  -subj '/CN=Leadmetrics throwaway test authority' -out ca.crt
ec server.key
openssl req -new -key server.key -config request.cnf -out server.csr
openssl x509 -req -in server.csr -CA ca.crt -CAkey authority.key -set_serial "0x$(openssl rand -hex 8)" -days 2 \
  -extfile request.cnf -extensions server -out server.crt 2>/dev/null
chmod 644 server.key # the peers run as other users; it is worth nothing and lives as long as the test run
rm -f authority.key server.csr request.cnf
