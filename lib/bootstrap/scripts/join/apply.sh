#!/usr/bin/env bash
# Joins the cluster. SECRETS_DIR/join.yaml has the token of this operation, and dies with the run.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${SECRETS_DIR:?}" "${NODE_NAME:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf bootstrap_conf=/etc/kubernetes/bootstrap-kubelet.conf
readonly cluster_ca=/etc/kubernetes/pki/ca.crt
# Longest wait for a Node after its kubelet has a certificate. Source: the original, 60 looks 2 s apart.
readonly registration_seconds=120

# await_registration WHAT: the kubelet registers by itself, a moment after it has its certificate.
await_registration() {
  local second
  for ((second = 0; second < registration_seconds; second++)); do
    if kubectl --kubeconfig="${kubelet_conf}" --request-timeout=10s get node "${NODE_NAME}" -o name 2>/dev/null; then
      return
    fi
    sleep 1
  done
  journalctl --unit=kubelet --lines=30 --no-pager || true
  again NodeNotRegistered "$1, but no Node ${NODE_NAME} appeared within ${registration_seconds} s" "$2"
}

# A kubelet with a good certificate whose Node was deleted registers again when it starts.
if [[ -s ${kubelet_conf} && -s /var/lib/kubelet/pki/kubelet-client-current.pem ]]; then
  systemctl restart kubelet
  await_registration "the host has joined before" "reset the server (operation: reset), and repave it again"
  exit 0
fi

# kubeadm stumbles over what a join that failed left behind: a kubelet on its port, and this cluster's CA.
if [[ ! -e ${kubelet_conf} ]]; then
  systemctl stop kubelet || true
  rm -f "${bootstrap_conf}"
  ! same "${FILES_DIR}/ca.crt" "${cluster_ca}" || rm -f "${cluster_ca}"
fi

# kubeadm leaves the token on disk when it fails.
trap 'rm -f "${bootstrap_conf}"' EXIT
if ! kubeadm join --config "${SECRETS_DIR}/join.yaml"; then
  journalctl --unit=kubelet --lines=30 --no-pager || true
  again JoinFailed "kubeadm join failed" "see the log; kubeadm names the check or the address at fault"
fi
await_registration "kubeadm join succeeded" "see the log for what the kubelet said"
