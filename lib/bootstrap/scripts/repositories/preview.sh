#!/usr/bin/env bash
# What setting up the repositories would change. look.sh has put their keys into APT_DIR.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${FILES_DIR:?}" "${APT_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

would_put "${FILES_DIR}/stargate.sources" /etc/apt/sources.list.d/stargate.sources
for keyring in "${APT_DIR}"/stargate-*.asc; do
  would_put "${keyring}" "/etc/apt/keyrings/$(basename "${keyring}")"
done
