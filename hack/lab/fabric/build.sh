#!/usr/bin/env bash
# Builds the fabric: one namespace that routes every packet of the simulated world, as a cloud's network does.
# Runs inside the fabric's namespace; running it again repairs what is missing and disturbs nothing.
set -euo pipefail
#   SUBNETS  gateway and routing table of each, as 10.50.1.1:101
: "${INTERNET_GATEWAY:?}" "${SUBNETS:?}"

# New ports inherit the defaults. Every packet is routed, also inside a subnet: hence proxy ARP.
sysctl -qw \
  net.ipv4.conf.all.forwarding=1 \
  net.ipv4.conf.all.rp_filter=0 \
  net.ipv4.conf.default.rp_filter=0 \
  net.ipv4.conf.all.send_redirects=0 \
  net.ipv4.conf.default.send_redirects=0 \
  net.ipv4.conf.default.proxy_arp=1

if ! ip link show internet >/dev/null 2>&1; then
  ip link add internet type bridge
fi
sysctl -qw net.ipv4.conf.internet.proxy_arp=0
ip address replace "${INTERNET_GATEWAY}/24" dev internet
ip link set internet up

for subnet in ${SUBNETS}; do
  # The gateway address of a subnet is answered on every port, because it is the fabric's own.
  ip address replace "${subnet%:*}/32" dev lo
  # What a subnet can reach besides its neighbours, whose /32 routes come with their ports: no other private network,
  # and the internet.
  table=${subnet#*:}
  for prefix in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10; do
    ip route replace unreachable "${prefix}" table "${table}"
  done
  ip route replace default dev internet table "${table}"
done
