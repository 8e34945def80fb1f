#!/usr/bin/env bash
# Preflight checks of what the host was before. Sourced by check.sh.
: "${FILES_DIR:?}" "${NODE_NAME:?}" "${API_SERVER:?}" "${WAS_LET_GO:?}" "${scratch:?}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf cluster_ca=/etc/kubernetes/pki/ca.crt

# shellcheck source=../identity/recorded.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/recorded.sh"

membership() {
  is_member || judge_by refuse_other_distribution
  [[ -e ${kubelet_conf} ]] || pass "a node of no cluster"
  grep -qF "server: ${API_SERVER}" "${kubelet_conf}" || same "${FILES_DIR}/ca.crt" "${cluster_ca}" \
    || refuse MemberOfAnotherCluster "${kubelet_conf} is of another cluster" \
      "run kubeadm reset on the server if it is to leave that cluster"
  pass "a node of this cluster"
}

node_identity() {
  local there
  [[ -e ${kubelet_conf} && -e ${identity} ]] || pass
  there=$(identity_field nodeName)
  [[ ${there} != "${NODE_NAME}" ]] || pass "${NODE_NAME}"
  [[ ${WAS_LET_GO} != yes ]] \
    || warn ResidueFound "the host was Node ${there:-of another name}, which was let go without being cleaned" \
      "nothing has to be done: the step leftovers removes what is left of it"
  refuse NodeIdentityMismatch "the host is Node ${there:-of another name} already" \
    "correct spec.ipv4 of Server ${NODE_NAME}; if the host is to become ${NODE_NAME}, reset it first by the Server that it is (operation: reset)"
}
