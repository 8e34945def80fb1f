#!/usr/bin/env bash
# Sets the kernel parameters of the file, now and at every boot.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

put "${FILES_DIR}/sysctl.conf" /etc/sysctl.d/90-stargate.conf 0644
sysctl --quiet --load=/etc/sysctl.d/90-stargate.conf \
  || fail UnsupportedHost "the kernel does not take the parameters of /etc/sysctl.d/90-stargate.conf" \
    "see the log for which; boot a kernel that has them"
