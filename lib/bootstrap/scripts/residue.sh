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
# Chains of CNI's plugins that all networks of a host share.
readonly shared_chains='^CNI-(FORWARD|ADMIN|HOSTPORT-|ISOLATION-)' shared_tables='^(cni_hostport|cni_plugins_masquerade)$'
readonly net_d=/etc/cni/net.d set_aside=/var/lib/stargate/cni-set-aside
readonly pod_egress_unit=/etc/systemd/system/stargate-pod-egress.service pod_egress_rules=/etc/stargate/pod-egress.nft
# Where pod networks keep their records. Those of podman and nerdctl are in there, too, and stay.
readonly network_records=(/var/lib/cni /run/cni /run/flannel /var/lib/calico /run/calico /run/cilium /var/lib/weave)
readonly not_ours=(! -path '*podman*' ! -path '*nerdctl*')
# Where the kubelet's folder really is: mounts are told of by that.
kubelet_dir=$(realpath -m /var/lib/kubelet)
readonly kubelet_dir
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
  # A control plane whose CA is kept elsewhere has keys all the same.
  for path in /etc/kubernetes/pki/{ca,sa,front-proxy-ca,etcd/ca}.key \
    /etc/kubernetes/manifests/{kube-apiserver,etcd,kube-controller-manager,kube-scheduler}.yaml; do
    [[ ! -e ${path} ]] || fail UnsupportedHost "the host is, or was, a control plane: there is ${path}" \
      "run kubeadm reset there yourself, if nobody needs that cluster any more"
  done
  if [[ -n $(ls -A /var/lib/etcd 2>/dev/null) ]]; then
    echo "/var/lib/etcd has data, and stays"
  fi
}

# refuse_other_distribution: nobody cleans a host that is a node by other means than kubeadm's: its pods, volumes and rules
# look like leftovers, and are at work.
refuse_other_distribution() {
  local found
  found=$(other_distributions)
  [[ -z ${found} ]] || fail MemberOfAnotherCluster "the host is a node of another cluster: ${found//$'\n'/, }" \
    "uninstall that if the host is to leave its cluster: k3s-uninstall.sh, rke2-uninstall.sh, k0s reset, snap remove microk8s"
}

# other_distributions: what runs pods here, or would after a boot, and is not kubeadm's kubelet.
other_distributions() {
  local place name words unit
  for place in /proc/[0-9]*; do
    { read -r name <"${place}/comm"; } 2>/dev/null || continue
    [[ ${name} =~ ^(kubelet|kubelite|k3s-server|k3s-agent)$ ]] || continue
    # Those in containers are not the host's.
    [[ $(readlink "${place}/ns/pid") == "$(readlink /proc/self/ns/pid)" ]] || continue
    { words=$(tr '\0' ' ' <"${place}/cmdline"); } 2>/dev/null || continue
    if [[ ${name} != kubelet ]]; then
      printf '%s runs (process %s)\n' "${name}" "${place##*/}"
    elif [[ ${words} =~ --kubeconfig[=\ ]([^ ]+) && ${BASH_REMATCH[1]} != /etc/kubernetes/kubelet.conf ]]; then
      printf 'a kubelet runs with %s (process %s)\n' "${BASH_REMATCH[1]}" "${place##*/}"
    fi
  done
  for unit in k3s k3s-agent rke2-server rke2-agent k0sworker k0scontroller snap.microk8s.daemon-kubelite; do
    [[ ! -L /etc/systemd/system/multi-user.target.wants/${unit}.service ]] || printf '%s is enabled\n' "${unit}"
  done
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

# runtime ARGUMENTS: ctr, which would wait for ever for a containerd that hangs.
runtime() {
  timeout --kill-after=1 10 ctr "$@"
}

containers() {
  ! runtime_answers || runtime --namespace k8s.io containers list --quiet
}

runtime_answers() {
  command -v ctr >/dev/null && runtime version >/dev/null 2>&1
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
    runtime --namespace k8s.io tasks kill --all --signal SIGKILL "${id}" 2>/dev/null || true
    runtime --namespace k8s.io tasks delete --force "${id}" 2>/dev/null || true
    runtime --namespace k8s.io containers delete "${id}" || true
  done
}

# cni_files: what the runtime would give pods a network by, and credentials of pod networks. What a package brought, and
# what podman and nerdctl wrote for themselves, is the site's.
cni_files() {
  local path
  while read -r path; do
    is_foreign "${path}" || dpkg-query --search "${path}" >/dev/null 2>&1 || printf '%s\n' "${path}"
  done < <(configurations \( -name '*kubeconfig*' -o -name '*.conf' -o -name '*.conflist' -o -name '*.json' \))
}

# configurations [TEST ...]: files of pod networks, links among them, that find's tests hold of.
configurations() {
  find -H "${net_d}" -maxdepth 2 \( -type f -o -type l \) "$@" 2>/dev/null || true
}

# is_foreign FILE: whether podman or nerdctl wrote it. Networks that their users made have any name.
is_foreign() {
  [[ $1 =~ podman|nerdctl ]] || grep -qsE 'podman|nerdctl' "$1"
}

# foreign_networks: names of the networks of podman and nerdctl, one a line.
foreign_networks() {
  local path
  while read -r path; do
    ! is_foreign "${path}" || awk 'match($0, /"name"[ \t]*:[ \t]*"[^"]+"/) {
      name = substr($0, RSTART, RLENGTH - 1); sub(/.*"/, "", name); print name; exit }' "${path}"
  done < <(configurations -name '*.conf*')
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

# Reads what iptables-save prints. `task` is list ("TABLE CHAIN" of ours) or remove (what takes them out, with each jump
# into them). A chain that a rule ties to a network in `theirs` ("|NAME|NAME|"), by the comment of CNI's plugins, is not ours.
# shellcheck disable=SC2016 # awk's
readonly chains_program='
  function target(rule,  found) {
    while (match(rule, / -[jg] [^ ]+/)) { found = substr(rule, RSTART + 4, RLENGTH - 4); rule = substr(rule, RSTART + 3) }
    return found
  }
  function network(rule) {
    return match(rule, /name: \\"[^"\\]+/) ? substr(rule, RSTART + 8, RLENGTH - 8) : ""
  }
  function is_own(table, chain) {
    return chain ~ names && !((table, chain) in foreign) && !(theirs != "||" && chain ~ shared)
  }
  { line[NR] = $0 }
  /^\*/ { table = substr($1, 2) }
  /^-A/ && index(theirs, "|" network($0) "|") > 0 && network($0) != "" { foreign[table, $2]; foreign[table, target($0)] }
  END {
    for (at = 1; at <= NR; at++) {
      split(line[at], word, " ")
      chain = line[at] ~ /^:/ ? substr(word[1], 2) : word[2]
      if (line[at] ~ /^\*/) {
        table = substr(word[1], 2); flush = delete_all = ""
        if (task == "remove") print line[at]
      } else if (line[at] ~ /^:/ && is_own(table, chain)) {
        if (task == "list") print table, chain
        flush = flush "-F " chain "\n"; delete_all = delete_all "-X " chain "\n"
      } else if (task == "remove" && line[at] ~ /^-A/ && !is_own(table, chain) && is_own(table, target(line[at]))) {
        print "-D" substr(line[at], 3)
      } else if (task == "remove" && line[at] ~ /^COMMIT/) {
        printf "%s%s", flush, delete_all; print line[at]
      }
    }
  }'

# chains FILTER TASK: what the program above says of it.
chains() {
  local theirs
  theirs=$(foreign_networks | paste -sd '|')
  "$1-save" 2>/dev/null \
    | awk -v task="$2" -v names="^${chain_names}" -v shared="${shared_chains}" -v theirs="|${theirs}|" "${chains_program}"
}

filter_chains() {
  local filter
  for filter in $(filters); do
    chains "${filter}" list | sed "s/^/${filter} /"
  done
}

nft_tables() {
  local family name theirs
  command -v nft >/dev/null || return 0
  theirs=$(foreign_networks)
  while read -r _ family name; do
    [[ -z ${theirs} || ! ${name} =~ ${shared_tables} ]] || continue
    [[ ! ${name} =~ ${table_names} ]] || printf 'nft %s %s\n' "${family}" "${name}"
  done < <(nft list tables 2>/dev/null)
}

# clear_filters: takes out our chains and every jump into them, in one step for each table; what else is in there stays.
clear_filters() {
  local filter family name
  for filter in $(filters); do
    chains "${filter}" remove | "${filter}-restore" --noflush || true
  done
  while read -r _ family name; do
    nft delete table "${family}" "${name}" || true
  done < <(nft_tables)
}

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

# mounts: those of pods and their sandboxes, and what pod networks mounted for themselves, innermost first.
mounts() {
  local path
  while read -r path; do
    case ${path} in
      "${kubelet_dir}"/?* | /run/cilium/?* | /run/calico/?*) printf '%s\n' "${path}" ;;
      /run/containerd/io.containerd.grpc.v1.cri/sandboxes/?*) printf '%s\n' "${path}" ;;
      /run/containerd/io.containerd.runtime.v2.task/k8s.io/?*) printf '%s\n' "${path}" ;;
      *) ;;
    esac
  done < <(mount_points) | sort -r
}

# mount_points: where something is mounted, one a line.
mount_points() {
  local path
  while read -r _ _ _ _ path _; do
    printf '%b\n' "${path}"
  done </proc/self/mountinfo
}

# holds_mount FOLDER: whether something is mounted there, or below.
holds_mount() {
  local path folder
  folder=$(realpath "$1")
  while read -r path; do
    [[ ${path} != "${folder}" && ${path} != "${folder}"/* ]] || return 0
  done < <(mount_points)
  return 1
}

clear_mounts() {
  local path
  while read -r path; do
    # A volume whose server is gone would hang; nothing below it is touched afterwards.
    timeout 10 umount "${path}" 2>/dev/null || timeout 10 umount --lazy "${path}" || true
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
  find "${kubelet_dir}" -mindepth 1 -maxdepth 1 ! -name lost+found 2>/dev/null || true
}

network_state() {
  local path network theirs
  mapfile -t theirs < <(foreign_networks)
  while read -r path; do
    for network in "${theirs[@]}"; do
      [[ ${path} != */networks/${network}/* && ${path} != */results/${network}-* ]] || continue 2
    done
    printf '%s\n' "${path}"
  done < <(find "${network_records[@]}" -xdev ! -type d "${not_ours[@]}" 2>/dev/null)
  find /sys/fs/bpf -mindepth 1 -maxdepth 1 \( -name cilium -o -name calico \) 2>/dev/null || true
}

# clear_files: a folder with something that is still mounted in it stays as it is: the data there may be on the same file
# system, where rm would not tell it apart.
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
    if [[ -L ${path} || ! -d ${path} ]] || ! holds_mount "${path}"; then
      rm -rf --one-file-system "${path}" || true
    fi
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
  again ResidueLeft "there is still: $(in_brief "${left}")" \
    "remove it on the server, or boot it; then order the operation again"
}

# in_brief LINES: on one line, and no more of them than somebody reads. kube-proxy alone leaves thousands.
in_brief() {
  local text=${1:0:700}
  text=${text//$'\n'/; }
  ((${#1} <= 700)) || text+="… ($(wc -l <<<"$1") in all)"
  printf '%s' "${text}"
}
