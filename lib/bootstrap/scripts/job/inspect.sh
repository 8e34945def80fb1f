#!/usr/bin/env bash
# Prints where a run stands: absent, running, lost and why, or finished and its exit record.
set -euo pipefail

: "${RUN_ID:?}" "${UNIT:?}"
readonly run_dir=/var/lib/stargate/runs/${RUN_ID} start_lock=/var/lib/stargate/start.lock

# shellcheck source=leftovers.sh
. "$(dirname "${BASH_SOURCE[0]}")/leftovers.sh"
# shellcheck source=result.sh
. "$(dirname "${BASH_SOURCE[0]}")/result.sh"

# tidy: unless somebody is at work here, who does it then.
tidy() {
  if [[ -e ${start_lock} ]]; then
    (flock --nonblock 8 && remove_leftovers) 8>>"${start_lock}" || true
  fi
}

main() {
  local active
  tidy
  active=$(systemctl is-active "${UNIT}") || true
  if has_ended; then
    echo finished
    last_word
  elif [[ ${active} =~ ^(active|activating|deactivating|reloading)$ ]]; then
    echo running
  elif [[ -e ${run_dir}/journal.jsonl ]]; then
    echo "lost $(what_became_of_it)"
  else
    echo absent
  fi
}

# what_became_of_it: rebooted when the server has booted since the run began, else killed.
what_became_of_it() {
  local began_on now
  began_on=$(grep -o '"bootId":"[^"]*"' "${run_dir}/journal.jsonl" | tail -n 1 || true)
  now=$(</proc/sys/kernel/random/boot_id)
  if [[ -n ${began_on} && ${began_on} != "\"bootId\":\"${now}\"" ]]; then
    echo rebooted
  else
    echo killed
  fi
}

main
