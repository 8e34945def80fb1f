#!/usr/bin/env bash
# Exit 0 when nothing swaps, now or after a reboot: kubelets refuse to start beside swap by default.
set -euo pipefail

# A container sees the swap of the machine around it, which is not its own to switch off.
if systemd-detect-virt --quiet --container; then
  exit 0
fi
[[ $(wc -l </proc/swaps) -le 1 ]] || exit 10
! grep -Eq '^[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]]' /etc/fstab || exit 10
