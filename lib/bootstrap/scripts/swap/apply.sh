#!/usr/bin/env bash
# Switches swap off, now and at every boot. The lines of fstab stay, as comments.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"

swapoff --all \
  || again ScriptFailed "swap cannot be switched off" "free memory on the server: what is swapped out needs room"
fresh=/etc/.fstab.stargate
awk '!/^#/ && $3 == "swap" { print "# stargate: " $0; next } { print }' /etc/fstab >"${fresh}"
chmod --reference=/etc/fstab "${fresh}"
mv -f "${fresh}" /etc/fstab
