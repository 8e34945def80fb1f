#!/usr/bin/env bash
# Exit 0 when the host knows which Server it is.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

same "${FILES_DIR}/identity.json" /var/lib/stargate/identity.json || exit 10
