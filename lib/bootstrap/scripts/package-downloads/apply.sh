#!/usr/bin/env bash
# Downloads what kubernetes-packages is to install: nobody waits for a download once pods are gone.
set -euo pipefail
: "${LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

wanted=$(<"${OUTPUTS_DIR}/kubernetesPackage")
missing=()
without_installed "kubelet=${wanted}" "kubeadm=${wanted}" "kubectl=${wanted}"
stage "${missing[@]}" \
  || blame PackageInstallFailed "kubelet, kubeadm and kubectl ${wanted} cannot be downloaded" "see the log"
