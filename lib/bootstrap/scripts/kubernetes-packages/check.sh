#!/usr/bin/env bash
# Exit 0 when kubelet, kubeadm and kubectl are installed in the resolved version, and held there.
set -euo pipefail
: "${LIB:?}" "${OUTPUTS_DIR:?}"

wanted=$(<"${OUTPUTS_DIR}/kubernetesPackage")
for package in kubelet kubeadm kubectl; do
  have=$(dpkg-query --show --showformat='${db:Status-Want} ${db:Status-Status} ${Version}' "${package}" 2>/dev/null || true)
  [[ ${have} == "hold installed ${wanted}" ]] || exit 10
done
