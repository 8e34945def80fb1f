#!/usr/bin/env bash
# Exit 0 when the host is a node, or has nothing left of an earlier membership of a cluster. One that was let go as
# another Server's node is none.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${WAS_LET_GO:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue.sh"

# is_another: whether the host says that it is another Server's node.
is_another() {
  [[ -e /var/lib/stargate/identity.json ]] && ! grep -qF "\"nodeName\":\"${NODE_NAME}\"" /var/lib/stargate/identity.json
}

if is_member && ! { [[ ${WAS_LET_GO} == yes ]] && is_another; }; then
  exit 0
fi
refuse_control_plane
refuse_other_distribution
left=$(residue)
[[ -n ${left} ]] || exit 0
printf '%s\n' "${left}"
exit 10
