#!/usr/bin/env bash
# Whether this host is one that can become a node of this cluster. Nothing was touched before.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${NODE_NAME:?}" "${API_SERVER:?}"
: "${NOW_SECONDS:?}" "${CLOCK_TOLERANCE_SECONDS:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly kubelet_conf=/etc/kubernetes/kubelet.conf cluster_ca=/etc/kubernetes/pki/ca.crt
readonly identity=/var/lib/stargate/identity.json
readonly needed_kib=2097152

command -v apt-get >/dev/null \
  || fail UnsupportedHost "there is no apt-get" "use Debian or Ubuntu"
[[ -d /run/systemd/system ]] \
  || fail UnsupportedHost "systemd is not running" "boot the server with systemd"
case $(uname -m) in
  x86_64 | aarch64) ;;
  *) fail UnsupportedHost "the architecture is $(uname -m)" "use x86_64 or aarch64" ;;
esac
free_kib=$(df --output=avail -k /var | tail -n 1)
((free_kib >= needed_kib)) \
  || fail DiskFull "/var has $((free_kib / 1024)) MiB free" "free 2 GiB for packages and images"

# Certificates and signed package lists are judged by this clock. NOW_SECONDS is the controller's, as the run was
# shipped; a server that has just booted may set its own yet.
ahead=$(($(date +%s) - NOW_SECONDS))
if ((ahead > CLOCK_TOLERANCE_SECONDS || -ahead > CLOCK_TOLERANCE_SECONDS)); then
  again ClockSkewed "the server's clock says $(date -u +%FT%TZ), which is ${ahead} s off the controller's" \
    "set the server's clock: timedatectl set-ntp true"
fi

if [[ -e ${kubelet_conf} ]] && ! grep -qF "server: ${API_SERVER}" "${kubelet_conf}" \
  && ! same "${FILES_DIR}/ca.crt" "${cluster_ca}"; then
  fail MemberOfAnotherCluster "${kubelet_conf} is of another cluster" \
    "run kubeadm reset on the server if it is to leave that cluster"
fi
if [[ -e ${kubelet_conf} && -e ${identity} ]] && ! grep -qF "\"nodeName\":\"${NODE_NAME}\"" "${identity}"; then
  there=$(sed -n 's/.*"nodeName":"\([^"]*\)".*/\1/p' "${identity}")
  fail NodeIdentityMismatch "the host is Node ${there:-of another name} already" \
    "correct spec.ipv4 of Server ${NODE_NAME}, or run kubeadm reset on that host if it is to become ${NODE_NAME}"
fi
