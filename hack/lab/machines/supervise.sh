#!/usr/bin/env bash
# Keeps one machine running: starts it again when the guest reboots, and ends when the guest powers off.
# SIGTERM presses the power button; SIGKILL pulls the plug, because the guest dies with its supervisor.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

# systemd-nspawn ends with this code when the guest asked for a reboot.
reboot_code=133
# What a systemd leaves with that cannot start, or crashed; it says no more.
gave_up_code=255

guest=
trap '[[ -z ${guest} ]] || kill -TERM "${guest}"' TERM

while :; do
  "${here}/../fabric/attach.sh"
  # The disk is mounted in a mount namespace of its own, so that nothing stays mounted when the machine is gone.
  setpriv --pdeathsig KILL unshare --mount --propagation slave "${here}/boot.sh" &
  guest=$!
  code=0
  wait "${guest}" || code=$?
  # A trapped signal ends `wait` early: wait again for the guest itself.
  while kill -0 "${guest}" 2>/dev/null; do
    code=0
    wait "${guest}" || code=$?
  done
  guest=
  echo "guest ended with code ${code}"
  [[ ${code} -ne ${gave_up_code} ]] \
    || echo "its systemd gave up: is this host short of memory, processes or inotify instances?"
  [[ ${code} -eq ${reboot_code} ]] || exit "${code}"
done
