#!/usr/bin/env bash
# tether.sh FOLDER SIGNAL COMMAND [ARGUMENT...]
#
# Ties a server and its throwaway folder to the life of whoever holds the other end of this script's standard input.
# However that process ends, kill -9 included, its end of the pipe closes; then the server gets SIGNAL (and KILL after
# ten seconds), FOLDER is removed, and nothing is left behind.
#
# Lines on standard input:   start          runs COMMAND, answers "tether: started PID"
#                            signal NAME    sends it a signal
# Lines on standard output:  "tether: exited STATUS" when COMMAND ended, for whatever reason; all else is COMMAND's own.
set -u
folder=$1 stop=$2
shift 2

case ${folder##*/} in
  leadmetrics-peer-?*) ;;
  *) echo "tether: will not own $folder: its name must begin with leadmetrics-peer-"; exit 64 ;;
esac

# The reader of our output may be gone before us, and a Ctrl-C is meant for the test run, whose end we will see.
trap '' PIPE INT HUP
exec 2>&1 4>&1
server='' life=''

# `life` is a pipe that stays silent while the server runs and is closed when it has ended: no pid is ever polled.
alive() { [ -n "$life" ] && ! read -r -t 0 -u "$life"; }

start() {
  # It says that it has ended a moment before its pipe is closed.
  while alive && ! kill -0 "$server" 2>/dev/null; do read -r -t 1 -u "$life"; done
  if alive; then echo "tether: already started"; return; fi
  if [ -n "$life" ]; then exec {life}<&-; fi
  exec {life}< <(
    "$@" </dev/null >&4 2>&1 4>&- &
    echo "$!"
    wait "$!"
    status=$?
    echo "tether: exited $status" >&4
  )
  read -r -u "$life" server
  echo "tether: started $server"
}

finish() {
  if alive; then
    kill -s "$stop" "$server" 2>/dev/null
    if ! read -r -t 10 -u "$life" && alive; then kill -s KILL "$server" 2>/dev/null; fi
    while alive; do read -r -t 1 -u "$life"; done
  fi
  cd /
  # What a test has mounted there, where it could not tidy up itself.
  awk -v below="$folder/" 'index($2, below) == 1 { print $2 }' /proc/mounts 2>/dev/null | while read -r disk; do umount --lazy "$disk"; done
  rm -rf -- "$folder"
  exit 0
}
trap finish TERM

echo "tether: ready"
while read -r verb argument; do
  case $verb in
    start) start "$@" ;;
    signal) if alive; then kill -s "$argument" "$server"; fi ;;
    *) echo "tether: unknown line: $verb" ;;
  esac
done
finish
