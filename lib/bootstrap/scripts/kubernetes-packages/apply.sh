#!/usr/bin/env bash
# Installs kubelet, kubeadm and kubectl in the resolved version from the profile's repositories, and holds them there.
set -euo pipefail
: "${LIB:?}" "${OUTPUTS_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

wanted=$(<"${OUTPUTS_DIR}/kubernetesPackage")
mend_packages
install_ours "kubelet=${wanted}" "kubeadm=${wanted}" "kubectl=${wanted}" \
  || blame PackageInstallFailed "kubelet, kubeadm and kubectl ${wanted} cannot be installed" "see the log"
unlocked apt-mark hold kubelet kubeadm kubectl \
  || blame PackageInstallFailed "kubelet, kubeadm and kubectl cannot be held at ${wanted}" "see the log"
