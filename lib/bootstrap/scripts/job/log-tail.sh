#!/usr/bin/env bash
# Prints the end of what the run's scripts printed.
set -euo pipefail

: "${RUN_ID:?}" "${BYTES:?}"
readonly log=/var/lib/stargate/runs/${RUN_ID}/output.log

main() {
  [[ ! -e ${log} ]] || tail --bytes="${BYTES}" "${log}"
}

main
