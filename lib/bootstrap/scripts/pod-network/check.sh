#!/usr/bin/env bash
# Exit 0 when the CNI configuration and the egress rules are those of the Node's podCIDR.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${NODE_NAME:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf
readonly conflist=/etc/cni/net.d/10-stargate-bridge.conflist rules=/etc/stargate/pod-egress.nft

# render TEMPLATE: the file with the Node's own podCIDR in it.
render() {
  kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" \
    -o "go-template-file=${FILES_DIR}/$1"
}

pod_cidr=$(kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" \
  -o 'jsonpath={.spec.podCIDR}')
[[ -n ${pod_cidr} ]] || exit 10
output podCIDR "${pod_cidr}"
render bridge.conflist.tmpl | cmp -s - "${conflist}" || exit 10
render pod-egress.nft.tmpl | cmp -s - "${rules}" || exit 10
same "${FILES_DIR}/stargate-pod-egress.service" /etc/systemd/system/stargate-pod-egress.service || exit 10
systemctl --quiet is-enabled stargate-pod-egress || exit 10
nft list table ip stargate_pod_egress >/dev/null 2>&1 || exit 10
