#!/usr/bin/env bash
# Runs a command that finds the files of DIRECTORY in /proc.
#
# usage: with-proc.sh DIRECTORY COMMAND ...   (inside enter.sh, whose mounts end with the command)
set -euo pipefail

readonly directory=$1
shift
for file in "${directory}"/*; do
  mount --bind "${file}" "/proc/$(basename "${file}")"
done
exec "$@"
