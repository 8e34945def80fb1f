#!/usr/bin/env bash
# Waits for the Node's podCIDR and writes the bridge configuration and the egress rules for it.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${NODE_NAME:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf
readonly conflist=/etc/cni/net.d/10-stargate-bridge.conflist rules=/etc/stargate/pod-egress.nft
readonly wait_seconds=60

# ask ARGUMENTS: the Node, as the kubelet itself may read it.
ask() {
  kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" "$@"
}

pod_cidr=
for ((second = 0; second < wait_seconds; second++)); do
  pod_cidr=$(ask -o 'jsonpath={.spec.podCIDR}' || true)
  [[ -z ${pod_cidr} ]] || break
  sleep 1
done
[[ -n ${pod_cidr} ]] \
  || again PodCIDRMissing "Node ${NODE_NAME} was given no podCIDR within ${wait_seconds} s" \
    "run the controller manager with --allocate-node-cidrs, or set spec.cni: cluster in the profile"

scratch=$(mktemp -d)
trap 'rm -rf "${scratch}"' EXIT
ask -o "go-template-file=${FILES_DIR}/pod-egress.nft.tmpl" >"${scratch}/pod-egress.nft"
ask -o "go-template-file=${FILES_DIR}/bridge.conflist.tmpl" >"${scratch}/bridge.conflist"
put "${scratch}/pod-egress.nft" "${rules}" 0644
put "${FILES_DIR}/stargate-pod-egress.service" /etc/systemd/system/stargate-pod-egress.service 0644
systemctl daemon-reload
systemctl --quiet enable stargate-pod-egress
systemctl restart stargate-pod-egress
# Last: with this file the node becomes Ready.
put "${scratch}/bridge.conflist" "${conflist}" 0644
