#!/usr/bin/env bash
# What Stargate put onto a server, besides what made it a node. Sourced by the scripts of the step.
# shellcheck source=../identity/is-ours.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/is-ours.sh"

# own_files: repositories and their keys, settings of the kernel, and what the host knows of its Server.
own_files() {
  find /etc/apt/sources.list.d/stargate.sources /etc/modules-load.d/stargate.conf /etc/sysctl.d/90-stargate.conf \
    /var/lib/stargate/custom-script.sha256 /var/cache/apt/stargate -maxdepth 0 2>/dev/null || true
  find /etc/apt/keyrings -maxdepth 1 -name 'stargate-*.asc' 2>/dev/null || true
  ! is_ours || printf '%s\n' "${identity}"
}

# held_packages: those of Kubernetes that are kept in their version.
held_packages() {
  dpkg-query --show --showformat='${db:Status-Want} ${Package}\n' kubelet kubeadm kubectl 2>/dev/null \
    | sed -n 's/^hold //p' || true
}
