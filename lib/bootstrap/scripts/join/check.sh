#!/usr/bin/env bash
# Exit 0 when this host's kubelet holds a certificate of this cluster and its Node is registered.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf

[[ -s ${kubelet_conf} && -s /var/lib/kubelet/pki/kubelet-client-current.pem ]] || exit 10
if ! said=$(kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" -o name 2>&1); then
  printf '%s\n' "${said}" >&2
  if [[ ${said} == *"certificate signed by unknown authority"* ]]; then
    fail MemberOfAnotherCluster "${kubelet_conf} does not trust who answers at its address" \
      "run kubeadm reset on the server if it is to leave another cluster, or if the file is damaged"
  fi
  # An API server that does not answer says nothing of the Node: nobody joins anew, or is drained, for that.
  ! printf '%s\n' "${said}" | grep -E 'was refused|refused$|timeout|Client.Timeout|no route to host|Unable to connect' >/dev/null \
    || again ApiUnavailable "the API server $(sed -n 's/^ *server: *//p' "${kubelet_conf}") of ${kubelet_conf} does not answer" \
      "check that address, and the way from the server to it"
  exit 10
fi
