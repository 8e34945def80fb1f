#!/usr/bin/env bash
# Prints everything of a machine that a look must not change: files with their digests, packages, links and routes.
set -euo pipefail

# What changes by itself: logs, clocks, leases, what runs, and what the kubelet and containerd keep at work.
readonly volatile='^(/var/lib/(systemd|containerd|kubelet|private|dbus|chrony|logrotate)|/run/(systemd|log|dbus|udev|containerd|user|lock|sudo|utmp|sshd|cni|netns|host|mount|initctl|flannel|lab|crond|agetty|nologin|resolvconf|blkid|shm|xtables|credentials)|/var/log)'

find /etc /var/lib /run /root /var/cache/apt -xdev \( -type f -o -type l -o -type d \) -printf '%p %y %m %u %l\n' 2>/dev/null \
  | grep -Ev "${volatile}" | sort
find /etc /var/lib /root /var/cache/apt -xdev -type f 2>/dev/null | grep -Ev "${volatile}" | sort | tr '\n' '\0' \
  | xargs -0 sha256sum
dpkg -l
ip -o link show | sed -E 's/ (state|qlen) .*//'
ip route show
