#!/usr/bin/env bash
# Boots the host. The run goes down with it, and is started again when the host is back.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"

# What was noted of the boot before must be on disk by then.
sync
systemctl reboot \
  || fail RebootFailed "systemd does not reboot the host" "see journalctl on the server: an inhibitor, or a job that hangs"
sleep infinity
