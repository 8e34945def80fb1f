#!/usr/bin/env bash
# Prints where one of the secrets on standard input (one a line) stands on this machine. The secrets are in no
# argument and in no variable of a process, or this scan would find itself.
#
# usage: scan.sh processes|files|logs ...
set -uo pipefail

scan_processes() {
  grep -laFf /dev/fd/3 /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
}

scan_files() {
  grep -rlaFf /dev/fd/3 /etc /home /root /run /tmp /var/tmp /var/lib/stargate 2>/dev/null
  scan_logs
}

scan_logs() {
  grep -rlaFf /dev/fd/3 /var/log 2>/dev/null
  if journalctl --no-pager 2>/dev/null | grep -qaFf /dev/fd/3; then
    echo journal
  fi
}

main() {
  local wanted place
  wanted=$(mktemp -p /dev/shm)
  exec 3<>"${wanted}"
  rm -f "${wanted}"
  cat >&3
  for place in "${@:?}"; do
    scan_"${place}"
  done
}

main "$@"
