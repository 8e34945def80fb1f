#!/usr/bin/env bash
# What would be removed of an earlier membership.
set -euo pipefail
: "${PREVIEW_LIB:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

left=$(residue)
[[ -z ${left} ]] || would_remove "${left}"
