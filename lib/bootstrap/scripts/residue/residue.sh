#!/usr/bin/env bash
# What a membership of a cluster leaves on a host, and how it goes. Sourced by the steps that need a clean host, after
# lib.sh.
#
# Named here is only what is recognisably of Kubernetes or of a pod network: rules, interfaces and files of others stay.
# Data of an etcd and the keys of a control plane are never removed.

# shellcheck source=../residue/containers.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/containers.sh"
# shellcheck source=../residue/mounts.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/mounts.sh"
# shellcheck source=../residue/files.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/files.sh"
# shellcheck source=../residue/packet-filter.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/packet-filter.sh"
# shellcheck source=../residue/links.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/links.sh"

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
