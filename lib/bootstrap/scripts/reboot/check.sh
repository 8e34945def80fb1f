#!/usr/bin/env bash
# Exit 0 when the host has booted since this run first looked.
set -euo pipefail
: "${LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

boot_id=$(</proc/sys/kernel/random/boot_id)
[[ -s ${OUTPUTS_DIR}/bootBefore ]] || output bootBefore "${boot_id}"
[[ $(<"${OUTPUTS_DIR}/bootBefore") != "${boot_id}" ]] || exit 10
output bootID "${boot_id}"
