#!/usr/bin/env bash
# What check.sh finds out, and what is on offer also where the repositories are not set up yet. Keys, sources and lists
# are in APT_DIR alone, where a look's apt finds them.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${KUBERNETES_VERSION:?}" "${APT_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=set-up.sh
. "$(dirname "${BASH_SOURCE[0]}")/set-up.sh"
# shellcheck source=keys.sh
. "$(dirname "${BASH_SOURCE[0]}")/keys.sh"
# shellcheck source=offer.sh
. "$(dirname "${BASH_SOURCE[0]}")/offer.sh"

state=0
are_set_up || state=10
if is_any_pinned && ! command -v gpg >/dev/null; then
  # No failure: a run installs it.
  echo "message=gpg is missing, so that no key can be verified; a run installs it" >>"${RESULT_FILE:?}"
  exit 1
fi
for repository in "${FILES_DIR}"/repositories/*/; do
  keyring=${APT_DIR}/stargate-$(basename "${repository}").asc
  get_key "${repository%/}" "${keyring}"
  url=$(<"${repository}/url")
  printf 'Types: deb\nURIs: %s\nSuites: /\nSigned-By: %s\n\n' "${url}" "${keyring}" >>"${APT_DIR}/stargate.sources"
done
fetch_lists
resolve_version
exit "${state}"
