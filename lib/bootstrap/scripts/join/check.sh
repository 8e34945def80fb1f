#!/usr/bin/env bash
# Exit 0 when this host's kubelet holds a certificate of this cluster and its Node is registered.
set -euo pipefail
: "${NODE_NAME:?}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf

[[ -s ${kubelet_conf} && -s /var/lib/kubelet/pki/kubelet-client-current.pem ]] || exit 10
kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" -o name || exit 10
