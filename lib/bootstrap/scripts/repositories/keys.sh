#!/usr/bin/env bash
# How the repositories' keys are got. Sourced.
: "${FILES_DIR:?}"

# apt's own downloader: it is there wherever apt is, and verifies certificates.
readonly apt_helper=/usr/lib/apt/apt-helper

# get_key REPOSITORY TARGET: its key, verified against its pinned fingerprint. Needs gpg where one is pinned.
get_key() {
  local url wanted
  url=$(<"$1/url")
  if [[ -e $1/key.asc ]]; then
    install -m 0644 "$1/key.asc" "$2"
  else
    fetch "${apt_helper}" download-file "${url}Release.key" "$2" \
      || blame_repository "${url}Release.key cannot be downloaded"
    chmod 0644 "$2"
  fi
  if [[ -e $1/fingerprint ]]; then
    wanted=$(<"$1/fingerprint")
    verify "$2" "${wanted}" "${url}"
  fi
}

# verify KEY FINGERPRINT URL: the file holds that key and no other: apt trusts every key that it finds in there.
verify() {
  local found
  found=$(fingerprints_of "$1")
  [[ ${found} == "$2" ]] \
    || fail RepositoryNotTrusted "the keys of $3 have the fingerprints ${found:-none}, not just $2" \
      "check spec.repositories in the profile; if the owner changed the key, pin the new fingerprint"
}

# is_any_pinned: whether gpg is needed.
is_any_pinned() {
  compgen -G "${FILES_DIR}/repositories/*/fingerprint" >/dev/null
}
