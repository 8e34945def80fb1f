#!/usr/bin/env bash
# Exit 0 when containerd is installed, configured as wanted, running, and started at boot.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

command -v containerd >/dev/null || exit 10
command -v nft >/dev/null || exit 10
same "${FILES_DIR}/containerd.toml" /etc/containerd/config.toml || exit 10
systemctl --quiet is-enabled containerd || exit 10
systemctl --quiet is-active containerd || exit 10
ctr version >/dev/null || exit 10
