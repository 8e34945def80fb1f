#!/usr/bin/env bash
# Loads overlayfs and bridge netfilter, now and at every boot.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

put "${FILES_DIR}/modules.conf" /etc/modules-load.d/stargate.conf 0644
grep -qw overlay /proc/filesystems || modprobe overlay \
  || fail UnsupportedHost "the kernel has no overlay filesystem" "boot a kernel that has it, with its modules"
[[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] || modprobe br_netfilter \
  || fail UnsupportedHost "the kernel has no bridge netfilter" "boot a kernel that has it, with its modules"
