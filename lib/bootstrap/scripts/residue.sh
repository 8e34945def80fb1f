#!/usr/bin/env bash
# What a membership of a cluster leaves on a host, and how it goes. Sourced by the steps that need a clean host, after
# lib.sh.
#
# Named here is only what is recognisably of Kubernetes or of a pod network: rules, interfaces and files of others stay.
# Data of an etcd and the keys of a control plane are never removed.

# Interfaces: CNI's bridge, flannel, Calico, Cilium (endpoints have 12 hexadecimal digits; lxcbr0 is LXC's), kube-router,
# Weave, Antrea, kube-proxy's addresses, node-local DNS.
readonly link_names='^(cni0|flannel[.-].+|cali[0-9a-f]{11}|vxlan(-v6)?\.calico|wireguard\.cali|wg-v6\.cali|cilium_.+|lxc[0-9a-f]{12}|lxc_health|kube-bridge|kube-ipvs0|kube-dummy-if|weave|vxlan-6784|antrea-gw0|nodelocaldns)$'
# Chains of iptables, as awk reads them: mawk knows no {12}.
readonly chain_names='(KUBE-|CNI-|CILIUM_|OLD_CILIUM_|FLANNEL-|cali-|WEAVE-|ANTREA-)'
readonly table_names='^(stargate_pod_egress|kube-proxy|flannel-ipv[46]|cni_hostport|cni_plugins_masquerade|calico|antrea-.+)$'
readonly net_d=/etc/cni/net.d set_aside=/var/lib/stargate/cni-set-aside
readonly pod_egress_unit=/etc/systemd/system/stargate-pod-egress.service pod_egress_rules=/etc/stargate/pod-egress.nft
# Where pod networks keep their records. Those of podman and nerdctl are in there, too, and stay.
readonly network_records=(/var/lib/cni /run/cni /run/flannel /var/lib/calico /run/calico /run/cilium /var/lib/weave)
readonly not_ours=(! -path '*podman*' ! -path '*nerdctl*')
# Source: kubeadm 1.34, cleanupnode.go, resetConfigDir.
readonly kubernetes_files=(/etc/kubernetes/{kubelet,bootstrap-kubelet,admin,super-admin,controller-manager,scheduler}.conf)
readonly kubernetes_dirs=(/etc/kubernetes/pki /etc/kubernetes/manifests /etc/kubernetes/tmp)

# is_member: whether the host's kubelet has what it takes to be a node, as `join` asks.
is_member() {
  [[ -s /etc/kubernetes/kubelet.conf && -s /var/lib/kubelet/pki/kubelet-client-current.pem ]]
}

# refuse_control_plane: nobody cleans a host whose loss may be that of a cluster.
refuse_control_plane() {
  local path
  for path in /etc/kubernetes/pki/ca.key /etc/kubernetes/manifests/{kube-apiserver,etcd}.yaml; do
    [[ ! -e ${path} ]] || fail UnsupportedHost "the host is, or was, a control plane: there is ${path}" \
      "run kubeadm reset there yourself, if nobody needs that cluster any more"
  done
  if [[ -n $(ls -A /var/lib/etcd 2>/dev/null) ]]; then
    echo "/var/lib/etcd has data, and stays"
  fi
}

# residue: everything that is left, as "KIND WHAT", one a line.
residue() {
  list container containers
  list cni-file cni_files
  list unit pod_egress_files
  list packet-filter filter_chains
  list packet-filter nft_tables
  list ipvs ipvs_services
  list route routes
  list cni-link links
  list network-namespace network_namespaces
  list mount mounts
  list kubernetes-file kubernetes_leftovers
  list kubelet-state kubelet_state
  list cni-state network_state
}

# list KIND FUNCTION: what the function prints, with the kind before each line.
list() {
  "$2" | sed "s|^|$1 |"
}

# clear_residue: removes it, as far as that goes; `residue` tells what stayed.
clear_residue() {
  systemctl stop kubelet 2>/dev/null || true
  clear_containers
  # Before its link goes: afterwards nobody knows whose these services were.
  clear_ipvs
  clear_filters
  clear_links
  clear_routes
  clear_mounts
  clear_files
}

containers() {
  ! runtime_answers || ctr --namespace k8s.io containers list --quiet
}

runtime_answers() {
  command -v ctr >/dev/null && ctr version >/dev/null 2>&1
}

# clear_containers: through the runtime's own API for Kubernetes first, which also takes pods out of their network.
clear_containers() {
  local id ids
  runtime_answers || return 0
  mapfile -t ids < <(containers)
  ((${#ids[@]} > 0)) || return 0
  if command -v kubeadm >/dev/null; then
    # It asks no API server: a worker has no admin.conf.
    timeout 120 kubeadm reset phase cleanup-node --cri-socket unix:///run/containerd/containerd.sock || true
  fi
  mapfile -t ids < <(containers)
  for id in "${ids[@]}"; do
    ctr --namespace k8s.io tasks kill --all --signal SIGKILL "${id}" 2>/dev/null || true
    timeout 20 ctr --namespace k8s.io tasks delete --force "${id}" 2>/dev/null || true
    ctr --namespace k8s.io containers delete "${id}" || true
  done
}

# cni_files: what the runtime would give pods a network by, and credentials of pod networks. What a package brought, and
# what podman and nerdctl wrote for themselves, is the site's.
cni_files() {
  local path
  while read -r path; do
    dpkg-query --search "${path}" >/dev/null 2>&1 || printf '%s\n' "${path}"
  done < <(find "${net_d}" -maxdepth 2 -type f "${not_ours[@]}" \
    \( -name '*kubeconfig*' -o -path "${net_d}/*.conf" -o -path "${net_d}/*.conflist" -o -path "${net_d}/*.json" \) 2>/dev/null)
}

# pod_egress_files: the rules that step pod-network wrote, which would come back at boot.
pod_egress_files() {
  find "${pod_egress_unit}" "${pod_egress_rules}" 2>/dev/null || true
}

# filters: the programs that tell of iptables' rules, in each of its two homes.
filters() {
  local name
  for name in iptables ip6tables; do
    if command -v "${name}-nft-save" >/dev/null; then
      printf '%s\n' "${name}-nft"
      ! command -v "${name}-legacy-save" >/dev/null || printf '%s\n' "${name}-legacy"
    elif command -v "${name}-save" >/dev/null; then
      printf '%s\n' "${name}"
    fi
  done
}

filter_chains() {
  local filter
  for filter in $(filters); do
    "${filter}-save" 2>/dev/null | awk -v ours="^:${chain_names}" -v filter="${filter}" \
      '/^\*/ { table = substr($1, 2) } $1 ~ ours { print filter, table, substr($1, 2) }'
  done
}

nft_tables() {
  local family name
  command -v nft >/dev/null || return 0
  while read -r _ family name; do
    [[ ! ${name} =~ ${table_names} ]] || printf 'nft %s %s\n' "${family}" "${name}"
  done < <(nft list tables 2>/dev/null)
}

# clear_filters: takes out our chains and every jump into them, in one step for each table; what else is in there stays.
clear_filters() {
  local filter family name
  for filter in $(filters); do
    "${filter}-save" 2>/dev/null | awk -v own="^:?${chain_names}" -v jump="-[jg] ${chain_names}" '
      /^\*/ { print; flush = remove = "" }
      /^:/ && $1 ~ own { chain = substr($1, 2); flush = flush "-F " chain "\n"; remove = remove "-X " chain "\n" }
      /^-A/ && $2 !~ own && $0 ~ jump { print "-D" substr($0, 3) }
      /^COMMIT/ { printf "%s%s", flush, remove; print }' \
      | "${filter}-restore" --noflush || true
  done
  while read -r _ family name; do
    nft delete table "${family}" "${name}" || true
  done < <(nft_tables)
}

# ipvs_services: those at addresses of kube-proxy's own interface.
ipvs_services() {
  local protocol place address port
  local -A own=()
  [[ -s /proc/net/ip_vs ]] || return 0
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

# mounts: those of pods and their sandboxes, innermost first.
mounts() {
  local path
  while read -r _ _ _ _ path _; do
    printf -v path '%b' "${path}"
    [[ ! ${path} =~ ^(/var/lib/kubelet/.|/(var/)?run/containerd/io\.containerd\.(grpc\.v1\.cri/sandboxes|runtime\.v2\.task/k8s\.io)/.) ]] \
      || printf '%s\n' "${path}"
  done </proc/self/mountinfo | sort -r
}

clear_mounts() {
  local path
  while read -r path; do
    # A volume whose server is gone would hang; nothing below it is touched afterwards.
    timeout 10 umount "${path}" 2>/dev/null || umount --lazy "${path}" || true
  done < <(mounts)
  while read -r path; do
    ip netns delete "${path##*/}" 2>/dev/null || {
      umount "${path}" 2>/dev/null || true
      rm -f "${path}"
    } || true
  done < <(network_namespaces)
}

# kubernetes_leftovers: certificates, kubeconfigs, static pods.
kubernetes_leftovers() {
  find "${kubernetes_files[@]}" "${kubernetes_dirs[@]}" ! -type d 2>/dev/null || true
}

kubelet_state() {
  find /var/lib/kubelet -mindepth 1 -maxdepth 1 ! -name lost+found 2>/dev/null || true
}

network_state() {
  find "${network_records[@]}" ! -type d "${not_ours[@]}" 2>/dev/null || true
  find /sys/fs/bpf -mindepth 1 -maxdepth 1 \( -name cilium -o -name calico \) 2>/dev/null || true
}

# clear_files: nothing that is still mounted somewhere below is entered.
clear_files() {
  local path
  if [[ -e ${pod_egress_unit} ]]; then
    systemctl --quiet disable --now stargate-pod-egress || true
  fi
  while read -r path; do
    if [[ ${path} == *kubeconfig* || ${path} == */10-stargate-bridge.conflist ]]; then
      rm -f "${path}"
    else
      # Somebody may have written it by hand.
      install -d -m 0700 "${set_aside}"
      mv -f "${path}" "${set_aside}/"
    fi
  done < <(cni_files)
  while read -r path; do
    rm -rf --one-file-system "${path}" || true
  done < <(
    pod_egress_files
    kubernetes_leftovers
    kubelet_state
    network_state
  )
}

# prove_clean: ends the script unless nothing is left.
prove_clean() {
  local left
  left=$(residue)
  [[ -n ${left} ]] || return 0
  printf '%s\n' "${left}"
  again ResidueLeft "there is still: $(paste -sd ';' <<<"${left}" | sed 's/;/; /g')" \
    "remove it on the server, or boot it; then order the operation again"
}
