#!/usr/bin/env bash
# Which packages would be installed, and in place of which versions.
set -euo pipefail
: "${PREVIEW_LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../job/preview.sh
. "${PREVIEW_LIB}"

wanted=$(<"${OUTPUTS_DIR}/kubernetesPackage")
for package in kubelet kubeadm kubectl; do
  would_install "${package}" "${wanted}"
done
