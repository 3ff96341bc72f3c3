# Installs what the tests' peers need, as far as it can. ./dev reads it: note, have, scratch, compose_file and remove_our_policy are there.

debian_packages_missing() {
  [ -x /usr/sbin/postfix ] || echo postfix
  [ -x /usr/sbin/saslpasswd2 ] || echo sasl2-bin
  compgen -G '/usr/lib/*/sasl2/libplain.so*' >/dev/null || echo libsasl2-modules
  [ -x /usr/sbin/dovecot ] || echo dovecot-core
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || echo postgresql
  have python3 || echo python3
  # Of Debian's own Python: the one in PATH may be another.
  /usr/bin/python3 -c 'import dkim' 2>/dev/null || echo python3-dkim
  [ -x /usr/sbin/dnsmasq ] || echo dnsmasq-base
  have openssl || echo openssl
  have node || echo nodejs
  have npm || echo npm
  if ! have chromium; then echo chromium; echo fonts-liberation; fi
}

# Runs a command while Debian's policy-rc.d forbids packages to start their daemons.
without_daemons() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ ! -e "$policy" ]; then
    our_policy=$policy
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  elif "$policy" postgresql start >/dev/null 2>&1 || [ $? != 101 ]; then
    note "$policy would let the packages start their daemons: not installing"
    return 1
  fi
  "$@" || status=$?
  remove_our_policy
  return "$status"
}

install_debian_packages() {
  export DEBIAN_FRONTEND=noninteractive
  if have debconf-set-selections; then
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  fi
  apt-get -q update >"$scratch/apt.log" 2>&1 </dev/null || return
  apt-get -q install -y --no-install-recommends "$@" >>"$scratch/apt.log" 2>&1 </dev/null
}

set_up_debian() {
  if ! have apt-get || [ ! -f /etc/debian_version ]; then
    note "Packages: this is not Debian; PostgreSQL, Postfix, Dovecot, dnsmasq, Python (with dkimpy), openssl, Node.js and Chromium are used where they are installed"
    return
  fi
  local missing
  mapfile -t missing < <(debian_packages_missing)
  if [ "${#missing[@]}" = 0 ]; then
    note "Debian packages: all there"
  elif [ "$(id -u)" != 0 ]; then
    note "Debian packages missing, and only root may install them: apt-get install ${missing[*]}"
  else
    note "Debian packages: installing ${missing[*]} (no daemon is started)"
    if ! without_daemons install_debian_packages "${missing[@]}"; then
      note "they could not be installed; the tests that need them will say so:"
      if [ -f "$scratch/apt.log" ]; then tail -n 5 "$scratch/apt.log" | sed 's/^/     /'; fi
    fi
  fi
}

set_up_npm() {
  local lock=tests/peers/package-lock.json stamp=tests/peers/node_modules/.installed-lock.json
  if ! have node || ! have npm; then
    note "npm packages: Node.js with npm is missing; the tests that need it will say so"
  elif cmp -s "$lock" "$stamp"; then
    note "npm packages in tests/peers: up to date"
  else
    note "npm packages in tests/peers: npm ci"
    if (cd tests/peers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$scratch/npm.log" 2>&1 </dev/null; then
      cp "$lock" "$stamp"
    else
      note "npm ci failed; the tests that need it will say so:"
      tail -n 5 "$scratch/npm.log" | sed 's/^/     /'
    fi
  fi
}

set_up_docker() {
  if ! have docker || ! timeout 10 docker info >/dev/null 2>&1; then
    note "Docker: no engine answers; nothing needs it here"
  else
    note "Docker: pulling the images of $compose_file"
    sed -n 's/^ *image: *//p' "$compose_file" | while read -r image; do
      docker pull --quiet "$image" </dev/null || note "$image could not be pulled; the tests that need it will say so"
    done
  fi
}
