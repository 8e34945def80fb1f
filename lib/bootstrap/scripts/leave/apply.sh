#!/usr/bin/env bash
# Takes the host out of its cluster, without a word to the API server: the kubelet stops and starts no more, its
# containers go, and everything that the membership left. Its Node is the controller's to remove.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

# start_runtime: containers of one that is stopped go on, and nobody can end them.
start_runtime() {
  command -v ctr >/dev/null || return 0
  runtime_answers || systemctl start containerd || true
  for _ in {1..60}; do
    ! runtime_answers || return 0
    sleep 0.5
  done
  again RuntimeFailed "containerd does not answer, so its containers cannot be removed" \
    "journalctl --unit=containerd on the server; remove the package if nobody needs it"
}

systemctl stop kubelet 2>/dev/null || true
systemctl --quiet disable kubelet 2>/dev/null || true
start_runtime
# The log has each thing that goes, as far as it can be told: the check tells of nothing while a kubelet is at work.
residue || true
clear_residue
prove_clean
