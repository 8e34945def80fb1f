#!/usr/bin/env bash
# Stands for the work of a bootstrap: takes its time and leaves one mark.
set -euo pipefail
: "${SECONDS_TO_TAKE:?}" "${RUN:?}"

main() {
  sleep "${SECONDS_TO_TAKE}"
  printf '%s\n' "${RUN}" >>/var/lib/bench-marks
}

main
