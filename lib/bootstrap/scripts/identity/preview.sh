#!/usr/bin/env bash
# What recording the Server would change.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

would_put "${FILES_DIR}/identity.json" /var/lib/stargate/identity.json
