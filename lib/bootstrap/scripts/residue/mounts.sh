#!/usr/bin/env bash
# Mounts that a membership left. Sourced by residue.sh.

# Where the kubelet's folder really is: mounts are told of by that.
kubelet_dir=$(realpath -m /var/lib/kubelet)
readonly kubelet_dir

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
