#!/usr/bin/env bash
# postfix.sh FOLDER PORT CERTS USER PASSWORD: sets up a Postfix of its own in FOLDER, and becomes its master process. Root only.
# 127.0.0.1:PORT    relay: STARTTLS offered, no AUTH
#          PORT+1   submission: STARTTLS and AUTH demanded
#          PORT+2   submission over implicit TLS: AUTH demanded
# Mail for example.test lands in the Maildir FOLDER/mail/box; all other mail is accepted and thrown away. USER is a full address.
# Lines in FOLDER/extra.cf are added to main.cf.
set -euo pipefail
folder=$1 port=$2 certs=$3 user=$4 password=$5
etc=$folder/etc
cd /

if [ ! -f "$etc/main.cf" ]; then
  mkdir -p "$etc/sasl" "$folder/queue" "$folder/data" "$folder/mail"
  chmod 755 "$folder" "$folder/queue"
  chown postfix: "$folder/data" "$folder/mail"

  cat > "$etc/main.cf" <<C
compatibility_level = 3.6
mail_owner = postfix
setgid_group = postdrop
queue_directory = $folder/queue
data_directory = $folder/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
sendmail_path = /usr/sbin/sendmail
mailq_path = /usr/bin/mailq
newaliases_path = /usr/bin/newaliases
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder

inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.test
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
smtpd_peername_lookup = no

# example.test is kept; nothing ever leaves this machine
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.test, xn--bcher-kva.test
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = static:box/
virtual_mailbox_limit = 0
virtual_minimum_uid = 1
virtual_uid_maps = static:$(id -u postfix)
virtual_gid_maps = static:$(id -g postfix)
default_transport = discard:
relay_transport = discard:

smtpd_tls_cert_file = $certs/server.crt
smtpd_tls_key_file = $certs/server.key
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $etc/sasl
smtpd_sasl_local_domain = example.test
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination

# tests come in bursts
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
in_flow_delay = 0
message_size_limit = 36700160
C
  if [ -f "$folder/extra.cf" ]; then cat "$folder/extra.cf" >> "$etc/main.cf"; fi

  authenticated='-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject'
  cat > "$etc/master.cf" <<C
127.0.0.1:$port inet n - n - - smtpd
127.0.0.1:$((port + 1)) inet n - n - - smtpd
  -o syslog_name=postfix/submission -o smtpd_tls_security_level=encrypt
  $authenticated
127.0.0.1:$((port + 2)) inet n - n - - smtpd
  -o syslog_name=postfix/submissions -o smtpd_tls_wrappermode=yes
  $authenticated
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
verify unix - - n - 1 verify
virtual unix - n n - - virtual
C

  cat > "$etc/sasl/smtpd.conf" <<C
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: $folder/sasldb2
C
  printf %s "$password" | saslpasswd2 -p -c -f "$folder/sasldb2" -u "${user#*@}" "${user%@*}"
  chown postfix "$folder/sasldb2"
  postfix -c "$etc" check
fi

exec /usr/lib/postfix/sbin/master -c "$etc"
