#!/usr/bin/env bash
# What keeping swap off at boot would change.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"
# shellcheck source=without-swap.sh
. "$(dirname "${BASH_SOURCE[0]}")/without-swap.sh"

without_swap >"${OUTPUTS_DIR}/fstab"
would_put "${OUTPUTS_DIR}/fstab" /etc/fstab
