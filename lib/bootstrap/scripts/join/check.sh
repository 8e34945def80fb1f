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
  # An API server that does not answer says nothing of the Node: nobody joins anew, or is drained, for that.
  ! printf '%s\n' "${said}" | grep -E 'was refused|refused$|timeout|Client.Timeout|no route to host|Unable to connect' >/dev/null \
    || again ApiUnavailable "the API server does not answer the kubelet's host" "check the way from the server to the API server"
  exit 10
fi
