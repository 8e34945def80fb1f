#!/usr/bin/env bash
# Removes what Stargate set up on the host, and lets its packages move again.
set -euo pipefail
: "${LIB:?}" "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=own-files.sh
. "$(dirname "${BASH_SOURCE[0]}")/own-files.sh"

mapfile -t held < <(held_packages)
((${#held[@]} == 0)) || unlocked apt-mark unhold "${held[@]}" \
  || blame PackageInstallFailed "${held[*]} cannot be released" "see the log"
# The identity last: without it nobody could go on here.
while read -r path; do
  rm -rf "${path}"
done < <(own_files)
if [[ -d /etc/stargate ]]; then
  rmdir --ignore-fail-on-non-empty /etc/stargate
fi
