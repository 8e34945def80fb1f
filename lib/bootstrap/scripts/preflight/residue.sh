#!/usr/bin/env bash
# Preflight check of what an earlier cluster left on a host that is a node of none. Sourced by check.sh.
: "${scratch:?}"

# shellcheck source=../residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue.sh"

left_over() {
  local found result=${scratch}/control-plane code=0
  ! is_member || pass "a node of a cluster"
  : >"${result}"
  (RESULT_FILE=${result} refuse_control_plane) >/dev/null 2>&1 || code=$?
  ((code == 0)) || refuse_as "${code}" "${result}"
  found=$(residue)
  [[ -z ${found} ]] || warn ResidueFound "an earlier cluster left $(in_brief "${found}")" \
    "nothing has to be done: the step leftovers removes it before the join"
  pass
}
