#!/usr/bin/env bash
# Exit 0 when the host is no node, has no kubelet at work, and has nothing left of a membership.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"
# shellcheck source=../identity/is-ours.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/is-ours.sh"

refuse_control_plane
# Whoever put the host into a cluster decides when it leaves that.
if [[ -e /etc/kubernetes/kubelet.conf ]]; then
  [[ -e ${identity} ]] \
    || fail MemberOfAnotherCluster "the host is a node that Stargate did not make: there is no ${identity}" \
      "run kubeadm reset on the server, if it is to leave its cluster"
  is_ours \
    || fail NodeIdentityMismatch "the host is Node $(identity_field nodeName) of a Server in namespace $(identity_field serverNamespace)" \
      "correct spec.ipv4 of Server ${NODE_NAME}, or reset the host as that other Server"
fi
! systemctl --quiet is-active kubelet || exit 10
! systemctl --quiet is-enabled kubelet 2>/dev/null || exit 10
# One that is not at work does not tell of its containers.
! command -v ctr >/dev/null || runtime_answers || exit 10
left=$(residue)
[[ -n ${left} ]] || exit 0
printf '%s\n' "${left}"
exit 10
