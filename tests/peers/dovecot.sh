#!/usr/bin/env bash
# dovecot.sh FOLDER USER PASSWORD KEY: sets up a Dovecot of its own in FOLDER that only authenticates, and becomes its master process. Root only.
# FOLDER/auth.sock   for a Postfix with smtpd_sasl_type = dovecot
# PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256 with PASSWORD; XOAUTH2 and OAUTHBEARER with JWTs: HS256 by KEY (base64), issuer test-issuer, subject USER.
# FOLDER/mechanisms, where there is one, names the mechanisms that are offered.
set -euo pipefail
folder=$1 user=$2 password=$3 key=$4
mechanisms='plain login cram-md5 scram-sha-256 xoauth2 oauthbearer'
if [ -f "$folder/mechanisms" ]; then mechanisms=$(cat "$folder/mechanisms"); fi
cd /

mkdir -p "$folder/run" "$folder/state" "$folder/keys/default/HS256"
chmod 755 "$folder"
printf '%s' "$key" > "$folder/keys/default/HS256/default"
printf '%s:{PLAIN}%s\n' "$user" "$password" > "$folder/users"

cat > "$folder/oauth2.conf" <<C
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$folder/keys/
issuers = test-issuer
username_attribute = sub
force_introspection = no
C

cat > "$folder/dovecot.conf" <<C
instance_name = leadmetrics-test
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
# tests are refused in a row, and must not wait for it
auth_failure_delay = 0
auth_mechanisms = $mechanisms
passdb {
  driver = passwd-file
  args = $folder/users
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $folder/oauth2.conf
}
userdb {
  driver = static
  args = uid=postfix gid=postfix home=$folder
}
service auth {
  unix_listener $folder/auth.sock {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
C

exec dovecot -F -c "$folder/dovecot.conf"
