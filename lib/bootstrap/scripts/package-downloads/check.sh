#!/usr/bin/env bash
# Exit 0 when kubelet, kubeadm and kubectl of the resolved version are installed, or lie ready to be.
set -euo pipefail
: "${LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

# What was torn is mended when pods are gone; until then apt refuses to look ahead.
! is_interrupted || exit 0
[[ -z $(torn_packages) ]] || exit 0
wanted=$(<"${OUTPUTS_DIR}/kubernetesPackage")
missing=()
without_installed "kubelet=${wanted}" "kubeadm=${wanted}" "kubectl=${wanted}"
((${#missing[@]} == 0)) || is_staged "${missing[@]}" || exit 10
