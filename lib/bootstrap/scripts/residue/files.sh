#!/usr/bin/env bash
# Files that a membership left. Sourced by residue.sh, after mounts.sh.
: "${kubelet_dir:?}"

readonly net_d=/etc/cni/net.d set_aside=/var/lib/stargate/cni-set-aside
readonly pod_egress_unit=/etc/systemd/system/stargate-pod-egress.service pod_egress_rules=/etc/stargate/pod-egress.nft
# Where pod networks keep their records. Those of podman and nerdctl are in there, too, and stay.
readonly network_records=(/var/lib/cni /run/cni /run/flannel /var/lib/calico /run/calico /run/cilium /var/lib/weave)
readonly not_ours=(! -path '*podman*' ! -path '*nerdctl*')
# Source: kubeadm 1.34, cleanupnode.go, resetConfigDir.
readonly kubernetes_files=(/etc/kubernetes/{kubelet,bootstrap-kubelet,admin,super-admin,controller-manager,scheduler}.conf)
readonly kubernetes_dirs=(/etc/kubernetes/pki /etc/kubernetes/manifests /etc/kubernetes/tmp)

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
