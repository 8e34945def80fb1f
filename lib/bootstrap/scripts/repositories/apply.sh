#!/usr/bin/env bash
# Installs the repositories' keys, each verified against its pinned fingerprint, and their addresses.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=set-up.sh
. "$(dirname "${BASH_SOURCE[0]}")/set-up.sh"
# shellcheck source=keys.sh
. "$(dirname "${BASH_SOURCE[0]}")/keys.sh"

if is_any_pinned && ! command -v gpg >/dev/null; then
  install_packages gpg \
    || blame UnsupportedHost "gpg is missing, so no key fingerprint can be verified" "install gpg on the server"
fi
install -d -m 0755 "${keyrings}"
for repository in "${FILES_DIR}"/repositories/*/; do
  keyring=${keyrings}/stargate-$(basename "${repository}").asc
  fresh=${keyring}.stargate
  get_key "${repository%/}" "${fresh}"
  mv -f "${fresh}" "${keyring}"
done
put "${FILES_DIR}/stargate.sources" "${sources}" 0644
