#!/usr/bin/env bash
# Records on the host which Server it is, so that no other one can claim it by mistake.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

put "${FILES_DIR}/identity.json" /var/lib/stargate/identity.json 0600
