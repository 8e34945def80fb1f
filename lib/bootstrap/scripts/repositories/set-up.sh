#!/usr/bin/env bash
# Whether the repositories are set up. Sourced.
: "${FILES_DIR:?}"

readonly sources=/etc/apt/sources.list.d/stargate.sources keyrings=/etc/apt/keyrings

# are_set_up: whether sources and keyrings are as wanted.
are_set_up() {
  local repository keyring wanted
  same "${FILES_DIR}/stargate.sources" "${sources}" || return 1
  for repository in "${FILES_DIR}"/repositories/*/; do
    keyring=${keyrings}/stargate-$(basename "${repository}").asc
    [[ -s ${keyring} ]] || return 1
    [[ ! -e ${repository}/key.asc ]] || same "${repository}/key.asc" "${keyring}" || return 1
    if [[ -e ${repository}/fingerprint ]]; then
      wanted=$(<"${repository}/fingerprint")
      [[ $(fingerprints_of "${keyring}") == "${wanted}" ]] || return 1
    fi
  done
}
