#!/usr/bin/env bash
# Prints a file of a run, its journal or its output, from a byte offset on, as it grows, until the run has ended.
set -euo pipefail

: "${RUN_ID:?}" "${UNIT:?}" "${FILE:?}" "${OFFSET:?}"
readonly file=/var/lib/stargate/runs/${RUN_ID}/${FILE}

unit_is_alive() {
  local state
  state=$(systemctl is-active "${UNIT}" || true)
  [[ ${state} =~ ^(active|activating|deactivating|reloading)$ ]]
}

# await_end: until the unit is gone. When its runner has ended, what systemd runs after it may still write.
await_end() {
  local pid
  while unit_is_alive; do
    pid=$(systemctl show --property=MainPID --value "${UNIT}" || echo 0)
    ((pid <= 0)) || tail --pid="${pid}" --sleep-interval=0.5 -f /dev/null
    sleep 0.2
  done
}

main() {
  if unit_is_alive; then
    await_end >/dev/null 2>&1 </dev/null &
    # -F: the run may not have written its first line yet, and may never. tail ends with the unit; it must not
    # become the parent of what it waits for, which it would never bury.
    tail --bytes="+$((OFFSET + 1))" -F --pid="$!" --sleep-interval=0.5 "${file}" 2>/dev/null || true
  elif [[ -e ${file} ]]; then
    tail --bytes="+$((OFFSET + 1))" "${file}"
  fi
}

main
