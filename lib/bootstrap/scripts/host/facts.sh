#!/usr/bin/env bash
# Prints what Stargate must know of a host, one key=value a line. Changes nothing.
set -euo pipefail

: "${IPV4:?}"

main() {
  local interface machine_id
  interface=$(ip -o -4 address show to "${IPV4}/32" | awk 'NR == 1 { print $2 }')
  if [[ -z ${interface} ]]; then
    interface=$(ip -o -4 route show default | awk 'NR == 1 { for (i = 1; i < NF; i++) if ($i == "dev") print $(i + 1) }')
  fi
  machine_id=$(cat /etc/machine-id)
  printf 'machineID=%s\n' "${machine_id}"
  [[ -z ${interface} ]] || printf 'mac=%s\n' "$(link_address "${interface}")"
  ip -o link show | awk '{ for (i = 1; i < NF; i++) if ($i == "link/ether") print "link=" $(i + 1) }'
}

link_address() {
  ip -o link show dev "${1%%@*}" | awk '{ for (i = 1; i < NF; i++) if ($i == "link/ether") print $(i + 1) }'
}

main
