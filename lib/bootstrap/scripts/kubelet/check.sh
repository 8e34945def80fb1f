#!/usr/bin/env bash
# Exit 0 when the kubelet runs the installed program, answers, and is started at boot.
set -euo pipefail

systemctl --quiet is-enabled kubelet || exit 10
systemctl --quiet is-active kubelet || exit 10
pid=$(systemctl show --property=MainPID --value kubelet)
# After an upgrade the old program goes on until it is restarted.
[[ $(readlink "/proc/${pid}/exe") == /usr/bin/kubelet ]] || exit 10
# The kubelet's own health port. Source: KubeletConfiguration, healthzPort.
exec 3<>/dev/tcp/127.0.0.1/10248 || exit 10
printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
grep -q '^ok' <&3 || exit 10
