#!/usr/bin/env bash
# Prints what Stargate must know of a host, one key=value a line. Changes nothing.
set -euo pipefail

: "${IPV4:?}"

main() {
  local interface='' line name shown links='' mac='' machine_id
  find_interface
  machine_id=$(</etc/machine-id)
  # A host that cannot say what it has must not seem to have nothing.
  shown=$(ip -o link show)
  printf 'machineID=%s\n' "${machine_id}"
  # Lines without a process that prints them once more.
  local IFS=$'\n'
  set -f
  for line in ${shown}; do
    name=${line#*: }
    name=${name%%: *}
    # The first address is the NIC's own; those of its virtual functions (SR-IOV) stand behind it.
    if [[ ${line} =~ link/ether\ ([0-9a-f:]+) ]]; then
      links+="link=${BASH_REMATCH[1]}"$'\n'
      [[ ${name%%@*} != "${interface}" ]] || mac=${BASH_REMATCH[1]}
    fi
  done
  set +f
  [[ -z ${mac} ]] || printf 'mac=%s\n' "${mac}"
  printf '%s' "${links}"
}

# find_interface: leaves the one that has the server's address in $interface, else the one of the default route; without
# what ip puts behind an @.
find_interface() {
  local route
  read -r _ interface _ < <(ip -o -4 address show to "${IPV4}/32") || true
  if [[ -z ${interface} ]]; then
    read -r route < <(ip -o -4 route show default) || true
    [[ ! ${route} =~ \ dev\ ([^\ ]+) ]] || interface=${BASH_REMATCH[1]}
  fi
  interface=${interface%%@*}
}

main
