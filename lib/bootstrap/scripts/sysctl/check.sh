#!/usr/bin/env bash
# Exit 0 when every kernel parameter of the file has its value, and will have it after a reboot.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

same "${FILES_DIR}/sysctl.conf" /etc/sysctl.d/90-stargate.conf || exit 10
while read -r name _ value; do
  [[ $(sysctl -n "${name}") == "${value}" ]] || exit 10
done < <(grep -v '^#' "${FILES_DIR}/sysctl.conf")
