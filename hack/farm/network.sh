#!/usr/bin/env bash
# Joins the three namespaces of a farm: controller - jump host - servers. Nothing is forwarded in between, so that the
# jump host is the only way to the servers, and its address the only thing that the controller can reach.
set -euo pipefail
: "${CONTROL:?}" "${JUMP:?}" "${SERVERS:?}"
: "${CONTROL_ADDRESS:?}" "${JUMP_ADDRESS:?}" "${JUMP_LAN_ADDRESS:?}" "${GATEWAY_ADDRESS:?}"
: "${LINK_ADDRESS:?}" "${SERVER_PREFIX:?}" "${SERVER_ADDRESSES:?}"

ip -n "${CONTROL}" link add eth0 type veth peer name wan0 netns "${JUMP}"
ip -n "${JUMP}" link add lan0 type veth peer name eth0 netns "${SERVERS}"

# The link's process answers for the jump host under the address that a tailnet would give it.
ip -n "${CONTROL}" -batch - <<COMMANDS
address add ${LINK_ADDRESS}/32 dev lo
address add ${CONTROL_ADDRESS}/30 dev eth0
link set eth0 up
COMMANDS
ip -n "${JUMP}" -batch - <<COMMANDS
address add ${JUMP_ADDRESS}/30 dev wan0
link set wan0 up
address add ${JUMP_LAN_ADDRESS}/30 dev lan0
link set lan0 up
route add ${SERVER_PREFIX} via ${GATEWAY_ADDRESS}
COMMANDS
{
  echo "address add ${GATEWAY_ADDRESS}/30 dev eth0"
  echo "link set eth0 up"
  for address in ${SERVER_ADDRESSES}; do
    echo "address add ${address}/32 dev lo"
  done
} | ip -n "${SERVERS}" -batch -
