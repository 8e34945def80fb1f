#!/usr/bin/env bash
# Makes the kubelet's files those of another cluster, and back.
#
# usage: other-cluster.sh on|off
set -euo pipefail

readonly conf=/etc/kubernetes/kubelet.conf ca=/etc/kubernetes/pki/ca.crt

case $1 in
  on)
    authority=$(printf -- '-----BEGIN CERTIFICATE-----\nanother\n-----END CERTIFICATE-----\n' | base64 --wrap=0)
    sed -i.was -e 's#server: .*#server: https://192.0.2.1:6443#' \
      -e "s#certificate-authority-data: .*#certificate-authority-data: ${authority}#" "${conf}"
    mv "${ca}" "${ca}.was"
    ;;
  *)
    mv "${conf}.was" "${conf}"
    mv "${ca}.was" "${ca}"
    ;;
esac
