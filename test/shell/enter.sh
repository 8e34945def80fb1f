#!/usr/bin/env bash
# Runs a command that sees the machine as it is, and whose writes below /etc, /run and /var/lib land in ROOT.
#
# usage: unshare --mount bash enter.sh ROOT COMMAND ...   (as root; the mounts end with the command)
set -euo pipefail

readonly root=$1
shift
for path in etc run var/lib; do
  mkdir -p "${root}/${path}" "${root}/.work/${path}"
  mount -t overlay overlay \
    -o "lowerdir=/${path},upperdir=${root}/${path},workdir=${root}/.work/${path}" "/${path}"
done
mkdir -p /var/lib/stargate /run/stargate
exec "$@"
