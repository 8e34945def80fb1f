#!/usr/bin/env bash
# Runs a command while DIRECTORY is a disk of SIZE; what it has in the end stays in the directory.
#
# usage: on-small-disk.sh DIRECTORY SIZE COMMAND ...   (inside enter.sh, whose mounts end with the command)
set -euo pipefail

readonly directory=$1 size=$2
shift 2
under=$(mktemp -d)
mount --bind "${directory}" "${under}"
mount -t tmpfs -o "size=${size}" tmpfs "${directory}"
cp -a "${under}/." "${directory}"
code=0
"$@" || code=$?
cp -a "${directory}/." "${under}"
umount "${under}"
rmdir "${under}"
exit "${code}"
