#!/usr/bin/env bash
# What would be removed of what Stargate set up.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"
# shellcheck source=own-files.sh
. "$(dirname "${BASH_SOURCE[0]}")/own-files.sh"

left=$(
  own_files | sed 's/^/file /'
  held_packages | sed 's/^/hold /'
)
[[ -z ${left} ]] || would_remove "${left}"
