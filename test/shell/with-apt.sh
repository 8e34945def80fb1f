#!/usr/bin/env bash
# Runs a command that has an apt of its own: nothing is configured, listed or logged but what is below DIRECTORY.
#
# usage: with-apt.sh DIRECTORY COMMAND ...   (inside enter.sh, whose mounts end with the command)
set -euo pipefail

readonly directory=$1
shift
for path in etc/apt var/lib/apt var/cache/apt var/log; do
  mkdir -p "${directory}/${path}"
  mount --bind "${directory}/${path}" "/${path}"
done
mkdir -p /etc/apt/{apt.conf.d,preferences.d,sources.list.d,keyrings,trusted.gpg.d} /var/log/apt
mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial
exec "$@"
