#!/usr/bin/env bash
# What loading the modules at each boot would change.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

would_put "${FILES_DIR}/modules.conf" /etc/modules-load.d/stargate.conf
