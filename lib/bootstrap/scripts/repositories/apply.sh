#!/usr/bin/env bash
# Installs the repositories' keys, each verified against its pinned fingerprint, and their addresses.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly sources=/etc/apt/sources.list.d/stargate.sources keyrings=/etc/apt/keyrings
# apt's own downloader: it is there wherever apt is, and verifies certificates.
readonly apt_helper=/usr/lib/apt/apt-helper

# verify KEY FINGERPRINT URL: the file holds that key and no other: apt trusts every key that it finds in there.
verify() {
  local found
  command -v gpg >/dev/null || install_packages gpg \
    || blame UnsupportedHost "gpg is missing, so no key fingerprint can be verified" "install gpg on the server"
  found=$(fingerprints_of "$1")
  [[ ${found} == "$2" ]] \
    || fail RepositoryNotTrusted "the keys of $3 have the fingerprints ${found:-none}, not just $2" \
      "check spec.repositories in the profile; if the owner changed the key, pin the new fingerprint"
}

install -d -m 0755 "${keyrings}"
for repository in "${FILES_DIR}"/repositories/*/; do
  url=$(<"${repository}/url")
  keyring=${keyrings}/stargate-$(basename "${repository}").asc
  fresh=${keyring}.stargate
  if [[ -e ${repository}/key.asc ]]; then
    install -m 0644 "${repository}/key.asc" "${fresh}"
  else
    fetch "${apt_helper}" download-file "${url}Release.key" "${fresh}" \
      || blame_repository "${url}Release.key cannot be downloaded"
    chmod 0644 "${fresh}"
  fi
  if [[ -e ${repository}/fingerprint ]]; then
    wanted=$(<"${repository}/fingerprint")
    verify "${fresh}" "${wanted}" "${url}"
  fi
  mv -f "${fresh}" "${keyring}"
done
put "${FILES_DIR}/stargate.sources" "${sources}" 0644
