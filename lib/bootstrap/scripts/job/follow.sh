#!/usr/bin/env bash
# Prints a run as it goes on, from its beginning until it has ended: what its scripts print on standard output, and its
# journal on standard error. Whatever sudo or a login shell have to say there is no line of a journal.
set -euo pipefail

: "${RUN_ID:?}" "${UNIT:?}"
readonly run_dir=/var/lib/stargate/runs/${RUN_ID}

# is_alive: whether there is a unit. Of what systemd says nothing, nobody waits.
is_alive() {
  local state
  state=$(systemctl is-active "${UNIT}") || true
  [[ ${state} =~ ^(active|activating|deactivating|reloading)$ ]]
}

# await_end: until the unit is gone. When its runner has ended, what systemd runs after it may still write.
await_end() {
  while is_alive; do
    # The runner holds it while it lives: its end is known at once, and nobody has to look for it.
    flock --shared "${run_dir}/alive" true || true
    sleep 0.1
  done
}

# follow FILE PID: prints it until that process has ended.
follow() {
  # -F: the run may not have written its first line yet, and may never. tail ends with the unit; it must not
  # become the parent of what it waits for, which it would never bury.
  tail --bytes=+1 -F --pid="$2" --sleep-interval=0.2 "$1" 2>/dev/null || true
}

main() {
  local ended
  # What was said before may lack the end of its line.
  echo >&2
  if is_alive; then
    await_end >/dev/null 2>&1 </dev/null &
    ended=$!
    follow "${run_dir}/journal.jsonl" "${ended}" >&2 &
    follow "${run_dir}/output.log" "${ended}"
    wait "$!"
  else
    cat "${run_dir}/journal.jsonl" >&2 2>/dev/null || true
    cat "${run_dir}/output.log" 2>/dev/null || true
  fi
}

main
