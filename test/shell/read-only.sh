#!/usr/bin/env bash
# Runs a command while DIRECTORY cannot be written.
#
# usage: read-only.sh DIRECTORY COMMAND ...   (inside enter.sh, whose mounts end with the command)
set -euo pipefail

readonly directory=$1
shift
mount --rbind "${directory}" "${directory}"
mount -o remount,bind,ro "${directory}"
exec "$@"
