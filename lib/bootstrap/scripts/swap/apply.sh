#!/usr/bin/env bash
# Switches swap off, now and at every boot. The lines of fstab stay, as comments.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=without-swap.sh
. "$(dirname "${BASH_SOURCE[0]}")/without-swap.sh"

swapoff --all \
  || again ScriptFailed "swap cannot be switched off" "free memory on the server: what is swapped out needs room"
fresh=/etc/.fstab.stargate
without_swap >"${fresh}"
chmod --reference=/etc/fstab "${fresh}"
mv -f "${fresh}" /etc/fstab
