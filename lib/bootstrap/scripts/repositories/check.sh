#!/usr/bin/env bash
# Exit 0 when the repositories are set up as wanted, signed by their keys, and offer the version.
#
# FILES_DIR/repositories/N has url and, where given, key.asc and fingerprint.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${KUBERNETES_VERSION:?}"
# shellcheck source=../lib.sh
. "${LIB}"

# shellcheck source=set-up.sh
. "$(dirname "${BASH_SOURCE[0]}")/set-up.sh"
# shellcheck source=offer.sh
. "$(dirname "${BASH_SOURCE[0]}")/offer.sh"

are_set_up || exit 10
fetch_lists
resolve_version
