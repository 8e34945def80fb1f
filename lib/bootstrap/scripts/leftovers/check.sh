#!/usr/bin/env bash
# Exit 0 when the host is a node, or has nothing left of an earlier membership of a cluster. One that was let go as
# another Server's node is none.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${WAS_LET_GO:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../identity/recorded.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/recorded.sh"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

# is_remains: whether the host still says that it is the node as which it was let go.
is_remains() {
  local there
  there=$(identity_field nodeName)
  [[ ${WAS_LET_GO} == yes && -n ${there} && ${there} != "${NODE_NAME}" ]]
}

if is_member && ! is_remains; then
  exit 0
fi
refuse_control_plane
refuse_other_distribution
left=$(residue)
[[ -n ${left} ]] || exit 0
printf '%s\n' "${left}"
exit 10
