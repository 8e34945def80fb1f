#!/usr/bin/env bash
# Exit 0 when overlayfs and bridge netfilter are at work, and will be after a reboot.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

# Judged by effect: a kernel may have them built in, and no module tree at all.
grep -qw overlay /proc/filesystems || exit 10
[[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] || exit 10
same "${FILES_DIR}/modules.conf" /etc/modules-load.d/stargate.conf || exit 10
