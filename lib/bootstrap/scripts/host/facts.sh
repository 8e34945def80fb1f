#!/usr/bin/env bash
# Prints what Stargate must know of a host, one key=value a line. Changes nothing.
set -euo pipefail

: "${IPV4:?}"

main() {
  local interface name rest shown links='' mac='' machine_id
  interface=$(interface_of_address)
  : "${interface:=$(interface_of_default_route)}"
  machine_id=$(</etc/machine-id)
  # A host that cannot say what it has must not seem to have nothing.
  shown=$(ip -o link show)
  printf 'machineID=%s\n' "${machine_id}"
  while read -r _ name rest; do
    name=${name%:}
    if [[ ${rest} =~ link/ether\ ([0-9a-f:]+) ]]; then
      links+="link=${BASH_REMATCH[1]}"$'\n'
      [[ ${name%%@*} != "${interface}" ]] || mac=${BASH_REMATCH[1]}
    fi
  done < <(printf '%s\n' "${shown}")
  [[ -z ${mac} ]] || printf 'mac=%s\n' "${mac}"
  printf '%s' "${links}"
}

# interface_of_address: the one that has the server's address, without what ip puts behind an @.
interface_of_address() {
  local name
  read -r _ name _ < <(ip -o -4 address show to "${IPV4}/32") || true
  printf '%s' "${name%%@*}"
}

interface_of_default_route() {
  local route
  read -r route < <(ip -o -4 route show default) || true
  [[ ! ${route} =~ \ dev\ ([^\ ]+) ]] || printf '%s' "${BASH_REMATCH[1]%%@*}"
}

main
