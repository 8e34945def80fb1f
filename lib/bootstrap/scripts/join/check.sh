#!/usr/bin/env bash
# Exit 0 when this host's kubelet holds a certificate of this cluster and its Node is registered.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${API_SERVER:?}" "${API_SERVER_PATIENCE_SECONDS:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf
# Pause between two questions to an API server that does not answer, seconds.
readonly pause_seconds=2

# ask: whether the kubelet finds its Node; leaves what was answered in $said. One request: `get node` would ask what
# kinds there are before, each time for as long.
ask() {
  said=$(kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get --raw "/api/v1/nodes/${NODE_NAME}" 2>&1)
}

# is_verdict: whether that says something of the Node or of the kubelet's credentials. Everything else, an API server
# that is just starting among it, says nothing: nobody joins anew, or is drained, for that.
is_verdict() {
  [[ ${said} =~ \(NotFound\)|Unauthorized|\(Forbidden\)|error\ loading\ config|invalid\ configuration|unable\ to\ read\ client- ]]
}

[[ -s ${kubelet_conf} && -s /var/lib/kubelet/pki/kubelet-client-current.pem ]] || exit 10
address=$(sed -n 's/^ *server: *//p' "${kubelet_conf}")
# Only that one has answered in this run.
patience=0
[[ ${address} != "${API_SERVER}" ]] || patience=${API_SERVER_PATIENCE_SECONDS}
until ask; do
  printf '%s\n' "${said}" >&2
  if [[ ${said} == *"certificate signed by unknown authority"* ]]; then
    fail MemberOfAnotherCluster "${kubelet_conf} does not trust who answers at its address" \
      "run kubeadm reset on the server if it is to leave another cluster, or if the file is damaged"
  fi
  ! is_verdict || exit 10
  ((SECONDS + pause_seconds < patience)) \
    || again ApiUnavailable "the API server ${address} of ${kubelet_conf} does not answer" \
      "check that address, and the way from the server to it"
  sleep "${pause_seconds}"
done
