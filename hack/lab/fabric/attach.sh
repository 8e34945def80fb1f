#!/usr/bin/env bash
# Plugs a machine into the fabric: a fresh NIC in a fresh network namespace, as after power-on. Without SUBNET_TABLE it
# stands on the internet's side, whose bridge carries its packets.
set -euo pipefail
: "${FABRIC:?}" "${GUEST:?}" "${PORT:?}" "${MAC:?}" "${ADDRESSES:?}" "${SUBNET_TABLE?}"

ip -n "${FABRIC}" link delete "${PORT}" 2>/dev/null || true
ip netns delete "${GUEST}" 2>/dev/null || true

ip netns add "${GUEST}"
ip -n "${FABRIC}" link add "${PORT}" type veth peer name eth0 address "${MAC}" netns "${GUEST}"
if [[ -z ${SUBNET_TABLE} ]]; then
  ip -n "${FABRIC}" link set "${PORT}" master internet up
  exit
fi
ip -n "${FABRIC}" link set "${PORT}" up
# Proxy ARP otherwise takes up to 0.8 s for its answer.
nsenter --net="/run/netns/${FABRIC}" sysctl -qw "net.ipv4.neigh.${PORT}.proxy_delay=0"

# The fabric's own table serves the internet side; the subnet's table serves the neighbours.
for address in ${ADDRESSES}; do
  ip -n "${FABRIC}" route replace "${address}/32" dev "${PORT}"
done
ip -n "${FABRIC}" route replace "${ADDRESSES%% *}/32" dev "${PORT}" table "${SUBNET_TABLE}"
