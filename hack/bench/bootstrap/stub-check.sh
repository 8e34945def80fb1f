#!/usr/bin/env bash
# Exit 0 when the mark of this run is there, 10 when it is not. Says which version the Node then has.
set -euo pipefail
: "${RUN:?}" "${NODE_VERSION:?}" "${LIB:?}"
# shellcheck source=../../../lib/bootstrap/scripts/lib.sh
. "${LIB}"

grep -qsFx "${RUN}" /var/lib/bench-marks || exit 10
output kubernetesVersion "${NODE_VERSION}"
