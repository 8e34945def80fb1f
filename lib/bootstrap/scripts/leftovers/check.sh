#!/usr/bin/env bash
# Exit 0 when the host is a node, or has nothing left of an earlier membership of a cluster. One that was let go as
# the node of a Server that is gone is none, also where a new one has its name.
set -euo pipefail
: "${LIB:?}" "${SERVER_UID:?}" "${WAS_LET_GO:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../identity/recorded.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/recorded.sh"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

# is_remains: whether the host still says that it is what was let go. Before a join it says whose it is by then.
is_remains() {
  local there
  there=$(identity_field serverUID)
  [[ ${WAS_LET_GO} == yes && -n ${there} && ${there} != "${SERVER_UID}" ]]
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
