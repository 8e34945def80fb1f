#!/usr/bin/env bash
# Prints where a run stands: absent, running, parked and before which gate, lost and why, or finished and its exit
# record.
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
  local active gate
  tidy
  active=$(systemctl is-active "${UNIT}") || true
  if has_ended; then
    echo finished
    last_word
  elif [[ ${active} =~ ^(active|activating|deactivating|reloading)$ ]]; then
    echo running
  elif gate=$(gate_it_waits_at) && [[ -n ${gate} ]]; then
    echo "parked ${gate}"
  elif [[ -e ${run_dir}/journal.jsonl ]]; then
    echo "lost $(what_became_of_it)"
  else
    echo absent
  fi
}

# gate_it_waits_at: the gate, when the last that the run said was that it is parked.
gate_it_waits_at() {
  tail -n 1 "${run_dir}/journal.jsonl" 2>/dev/null \
    | sed -nE 's/^.*"event":"run-parked","step":"[^"]*","gate":"([a-z-]+)"\}$/\1/p'
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
