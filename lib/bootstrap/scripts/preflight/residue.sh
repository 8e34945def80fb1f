#!/usr/bin/env bash
# Preflight check of what an earlier cluster left on a host that is a node of none. Sourced by check.sh.
: "${scratch:?}"

# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

left_over() {
  local found
  ! is_member || pass "a node of a cluster"
  judge_by refuse_control_plane
  found=$(residue)
  [[ -z ${found} ]] || warn ResidueFound "an earlier cluster left $(in_brief "${found}")" \
    "nothing has to be done: the step leftovers removes it before the join"
  pass
}
