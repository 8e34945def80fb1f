#!/usr/bin/env bash
# Exit 0 when nothing is left of what Stargate set up on the host. Packages, containerd, runs and swap stay as they are.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"
# shellcheck source=own-files.sh
. "$(dirname "${BASH_SOURCE[0]}")/own-files.sh"

left="$(own_files)$(held_packages)"
[[ -z ${left} ]] || exit 10
