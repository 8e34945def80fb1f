#!/usr/bin/env bash
# Interfaces, routes, services and network namespaces that a membership left. Sourced by residue.sh.

# Interfaces: CNI's bridge, flannel, Calico, Cilium (endpoints have 12 hexadecimal digits; lxcbr0 is LXC's), kube-router,
# Weave, Antrea, kube-proxy's addresses, node-local DNS.
readonly link_names='^(cni0|flannel[.-].+|cali[0-9a-f]{11}|vxlan(-v6)?\.calico|wireguard\.cali|wg-v6\.cali|cilium_.+|lxc[0-9a-f]{12}|lxc_health|kube-bridge|kube-ipvs0|kube-dummy-if|weave|vxlan-6784|antrea-gw0|nodelocaldns)$'

# ipvs_services: those at addresses of kube-proxy's own interface.
ipvs_services() {
  local protocol place address port
  local -A own=()
  # Files there have no size.
  [[ -e /proc/net/ip_vs ]] || return 0
  while read -r address; do
    own[${address}]=yes
  done < <(ip -o -4 address show dev kube-ipvs0 2>/dev/null | awk '{ sub("/.*", "", $4); print $4 }')
  while read -r protocol place _; do
    [[ ${protocol} =~ ^(TCP|UDP|SCTP)$ && ${place} =~ ^[0-9A-F]{8}:[0-9A-F]{4}$ ]] || continue
    port=$((16#${place#*:}))
    printf -v address '%d.%d.%d.%d' "0x${place:0:2}" "0x${place:2:2}" "0x${place:4:2}" "0x${place:6:2}"
    [[ -z ${own[${address}]:-} ]] || printf '%s %s:%d\n' "${protocol}" "${address}" "${port}"
  done </proc/net/ip_vs
}

clear_ipvs() {
  local protocol place
  local -A flags=([TCP]=--tcp-service [UDP]=--udp-service [SCTP]=--sctp-service)
  command -v ipvsadm >/dev/null || return 0
  while read -r protocol place; do
    ipvsadm --delete-service "${flags[${protocol}]}" "${place}" || true
  done < <(ipvs_services)
}

# links: interfaces of pod networks, and the pods' own at their bridges.
links() {
  local line name master
  while read -r line; do
    name=${line#*: }
    name=${name%%[:@]*}
    master=''
    [[ ! ${line} =~ \ master\ ([^\ ]+) ]] || master=${BASH_REMATCH[1]}
    if [[ ${name} =~ ${link_names} ]] || [[ ${name} == veth* && ${master} =~ ${link_names} ]]; then
      printf '%s\n' "${name}"
    fi
  done < <(ip -o link show)
}

clear_links() {
  local name services
  services=$(ipvs_services)
  while read -r name; do
    # With it would go what tells whose these services are.
    [[ ${name} == kube-ipvs0 && -n ${services} ]] || ip link delete "${name}" || true
  done < <(links)
}

# routes: those into interfaces of pod networks, Calico's own (protocol 80), and Cilium's rules (tables 2004 and 2005).
routes() {
  local line
  while read -r line; do
    [[ ! ${line} =~ ^(multicast|.*\ table\ local) ]] || continue # the kernel's own, for each address
    if [[ ${line} =~ \ proto\ 80(\ |$) ]] || [[ ${line} =~ \ dev\ ([^\ ]+) && ${BASH_REMATCH[1]} =~ ${link_names} ]]; then
      printf '%s\n' "${line}"
    fi
  done < <(
    ip -4 route show table all
    ip -6 route show table all 2>/dev/null
  )
  ip rule show | sed -nE 's/^[0-9]+:[[:space:]]*(.*fwmark 0x[a2]00\/0xf00 lookup 200[45]).*/rule \1/p'
}

clear_routes() {
  local family rule
  for family in -4 -6; do
    ip "${family}" route flush table all proto 80 2>/dev/null || true
  done
  while read -r _ rule; do
    # shellcheck disable=SC2086 # the words of one rule
    ip rule delete ${rule} || true
    ip route flush table "${rule##* }" || true
  done < <(routes | grep '^rule ')
}

network_namespaces() {
  find /run/netns -maxdepth 1 \( -name 'cni-*' -o -name cilium-health \) 2>/dev/null || true
}
