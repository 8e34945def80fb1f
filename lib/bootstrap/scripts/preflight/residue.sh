#!/usr/bin/env bash
# Preflight check of what an earlier cluster left on a host that is a node of none. Sourced by check.sh.
: "${kubelet_conf:?}"

# Interfaces that pod networks make. Source: the CNI plugins, Cilium, Flannel, Calico, kube-proxy.
readonly pod_links='^(cni[0-9]+|cilium_.+|lxc.+|flannel[.0-9]+|cali.+|vxlan[.]calico|tunl0|kube-ipvs0|kube-bridge|weave)$'

# residue_found: what is there, one thing a line.
residue_found() {
  local path link name
  for path in /etc/cni/net.d/*.conf /etc/cni/net.d/*.conflist /etc/kubernetes/*.conf /etc/kubernetes/manifests/*.yaml \
    /etc/kubernetes/pki/ca.crt /var/lib/kubelet/pki /var/lib/kubelet/pods/* /var/lib/etcd/member; do
    [[ ! -e ${path} ]] || printf '%s\n' "${path}"
  done
  for link in /sys/class/net/*; do
    name=${link##*/}
    # The kernel makes tunl0 by itself in each new network namespace; one that is up was set up.
    [[ ! ${name} =~ ${pod_links} ]] || [[ ${name} == tunl0 && $(<"${link}/operstate") == down ]] \
      || printf 'the interface %s\n' "${name}"
  done
  ! has_chains iptables-save '^:(KUBE|CILIUM|CNI|FLANNEL|cali)-' || echo "chains of iptables"
  ! has_chains "nft list tables" ' (kube-proxy|cilium|stargate_pod_egress)$' || echo "tables of nftables"
}

# has_chains COMMAND PATTERN
has_chains() {
  local program=${1%% *} said
  command -v "${program}" >/dev/null || return 1
  # shellcheck disable=SC2086 # a command and its arguments
  said=$($1 2>/dev/null) || return 1
  grep -Eq "$2" <<<"${said}"
}

residue() {
  local found
  [[ ! -e ${kubelet_conf} ]] || pass "a node of a cluster"
  found=$(residue_found)
  [[ -z ${found} ]] || warn ResidueFound "an earlier cluster left ${found//$'\n'/, }" \
    "run kubeadm reset on the server, and remove what that leaves"
  pass
}
