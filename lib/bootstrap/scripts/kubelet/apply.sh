#!/usr/bin/env bash
# Restarts the kubelet and waits until it answers.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"

systemctl --quiet enable kubelet
systemctl restart kubelet
for _ in {1..60}; do
  if { exec 3<>/dev/tcp/127.0.0.1/10248; } 2>/dev/null; then
    printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
    ! grep -q '^ok' <&3 || exit 0
  fi
  sleep 0.5
done
journalctl --unit=kubelet --lines=30 --no-pager
again KubeletFailed "the kubelet does not answer on its health port" "see the log for what the kubelet said"
