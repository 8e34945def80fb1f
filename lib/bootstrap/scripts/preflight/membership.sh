#!/usr/bin/env bash
# Preflight checks of what the host was before. Sourced by check.sh.
: "${FILES_DIR:?}" "${NODE_NAME:?}" "${API_SERVER:?}" "${WAS_LET_GO:?}" "${scratch:?}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf cluster_ca=/etc/kubernetes/pki/ca.crt

# shellcheck source=../identity/recorded.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/recorded.sh"

membership() {
  is_member || judge_by refuse_other_distribution
  [[ -e ${kubelet_conf} ]] || pass "a node of no cluster"
  if ! trusted >"${scratch}/trusted" || [[ ! -s ${scratch}/trusted ]]; then
    # It has no authority in it: what kubeadm put beside it tells, or its address.
    grep -qF "server: ${API_SERVER}" "${kubelet_conf}" || same "${FILES_DIR}/ca.crt" "${cluster_ca}" \
      || refuse_membership "is of another cluster"
  elif ! grep -qxFf "${scratch}/trusted" <(authorities <"${FILES_DIR}/ca.crt"); then
    refuse_membership "trusts another authority than this cluster's"
  fi
  pass "a node of this cluster"
}

refuse_membership() {
  refuse MemberOfAnotherCluster "${kubelet_conf} $1" \
    "run kubeadm reset on the server if it is to leave that cluster, or if the file is damaged"
}

# trusted: the authorities that the kubelet trusts, one a line.
trusted() {
  local data
  data=$(sed -n 's/^ *certificate-authority-data: *//p' "${kubelet_conf}" | head -n 1)
  base64 --decode 2>/dev/null <<<"${data}" | authorities
}

# authorities: the certificates of standard input, each on one line. Two bundles of one cluster may differ by one that is new.
authorities() {
  awk '/-BEGIN CERTIFICATE-/ { body = ""; within = 1; next } /-END CERTIFICATE-/ { if (within) print body; within = 0 }
    within { sub(/\r$/, ""); body = body $0 }'
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
