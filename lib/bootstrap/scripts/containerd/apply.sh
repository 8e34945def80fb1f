#!/usr/bin/env bash
# Installs containerd from the repositories at hand, writes its configuration and (re)starts it.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}"
# shellcheck source=../lib.sh
. "${LIB}"

packages=()
command -v containerd >/dev/null || packages+=(containerd)
command -v nft >/dev/null || packages+=(nftables)
if ((${#packages[@]} > 0)); then
  # A server fresh from its image may never have fetched its distribution's lists.
  apt-cache show "${packages[@]}" >/dev/null 2>&1 || apt update \
    || blame RepositoryUnreachable "the server's own package lists cannot be fetched" \
      "check /etc/apt/sources.list and the server's way to what it names"
  install_packages "${packages[@]}" \
    || blame PackageInstallFailed "${packages[*]} cannot be installed" \
      "see the log; offer the packages in spec.repositories or in the server's own sources"
fi
install -d -m 0755 /etc/containerd/conf.d
put "${FILES_DIR}/containerd.toml" /etc/containerd/config.toml 0644
systemctl --quiet enable containerd
systemctl restart containerd
for _ in {1..60}; do
  ! ctr version >/dev/null 2>&1 || exit 0
  sleep 0.5
done
journalctl --unit=containerd --lines=30 --no-pager
again RuntimeFailed "containerd does not answer" "see the log for what containerd said"
