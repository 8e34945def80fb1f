#!/usr/bin/env bash
# Runs on the management node, once its files are in place: installs what is missing and starts it.
#   $1  version of the packages of Kubernetes
#   $2  what systemctl does to what runs: `start` leaves it alone, `restart` has it read its files again
#   $3… services of this node beside the usual ones
set -euo pipefail
readonly version=$1 verb=$2
readonly services=(containerd kubelet kube-proxy "${@:3}")
export DEBIAN_FRONTEND=noninteractive

if [[ $(dpkg-query --show --showformat='${Version}' kubelet 2>/dev/null || true) != "${version}" ]]; then
  apt-get -qq update
  # The files in place are the ones that count.
  apt-get -qq install --yes --no-install-recommends --option Dpkg::Options::=--force-confold \
    containerd "kubelet=${version}" "kubeadm=${version}" >/dev/null
fi
systemctl daemon-reload
systemctl --quiet enable "${services[@]}"
systemctl "${verb}" "${services[@]}"
