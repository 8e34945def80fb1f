#!/usr/bin/env bash
# Exit 0 when the host is a node, or has nothing left of an earlier membership of a cluster.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue.sh"

! is_member || exit 0
refuse_control_plane
refuse_other_distribution
left=$(residue)
[[ -n ${left} ]] || exit 0
printf '%s\n' "${left}"
exit 10
