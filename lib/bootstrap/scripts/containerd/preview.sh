#!/usr/bin/env bash
# What installing and configuring containerd would change.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

command -v containerd >/dev/null || would_install containerd
command -v nft >/dev/null || would_install nftables
would_put "${FILES_DIR}/containerd.toml" /etc/containerd/config.toml
