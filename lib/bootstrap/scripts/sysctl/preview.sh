#!/usr/bin/env bash
# What setting the kernel parameters would change.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

would_put "${FILES_DIR}/sysctl.conf" /etc/sysctl.d/90-stargate.conf
