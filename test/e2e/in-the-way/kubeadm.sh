#!/usr/bin/env bash
# A kubeadm that dies in the middle of its first join, as soon as it has begun to write, and works from then on.
set -euo pipefail

readonly mark=/run/kubeadm-died ca=/etc/kubernetes/pki/ca.crt
if [[ $1 != join || -e ${mark} ]]; then
  exec /usr/bin/kubeadm "$@"
fi
: >"${mark}"
/usr/bin/kubeadm "$@" &
until [[ -s ${ca} ]]; do
  sleep 0.02
done
kill -KILL "$!"
systemctl start kubelet
exit 1
