#!/usr/bin/env bash
# Ends a run and prints its exit record. Safe to repeat; a run that never came gets a record, so that it never will.
#
# A script that is at work may finish within the grace, so that dpkg is not torn in the middle.
set -euo pipefail
umask 077

: "${RUN_ID:?}" "${UNIT:?}" "${FENCE:?}" "${GRACE_SECONDS:?}"

readonly run_dir=/var/lib/stargate/runs/${RUN_ID} secrets_dir=/run/stargate/${RUN_ID}

# shellcheck source=fence.sh
. "$(dirname "${BASH_SOURCE[0]}")/fence.sh"
# shellcheck source=leftovers.sh
. "$(dirname "${BASH_SOURCE[0]}")/leftovers.sh"
# shellcheck source=result.sh
. "$(dirname "${BASH_SOURCE[0]}")/result.sh"
# shellcheck source=record.sh
. "$(dirname "${BASH_SOURCE[0]}")/record.sh"

# await_runner: the runner looks for the mark before every script and during every wait.
await_runner() {
  local deadline=$((SECONDS + GRACE_SECONDS))
  while unit_is_alive && ((SECONDS < deadline)); do
    sleep 0.2
  done
}

# stop_unit: ends what is left of the unit, and proves that nothing is.
stop_unit() {
  local group file left=''
  group=$(systemctl show --property=ControlGroup --value "${UNIT}" || true)
  ! unit_is_alive || systemctl stop "${UNIT}"
  if [[ -n ${group} ]]; then
    for file in "/sys/fs/cgroup${group}/cgroup.procs" "/sys/fs/cgroup/systemd${group}/cgroup.procs"; do
      [[ ! -e ${file} ]] || left+=$(<"${file}")
    done
  fi
  if [[ -n ${left} ]] || unit_is_alive; then
    echo "processes of the run are still there: ${left//$'\n'/ }" >&2
    exit "${try_again}"
  fi
}

main() {
  local other own
  lock_start
  remove_leftovers
  refuse_stale
  install -d -m 0700 "${run_dir}"
  # The run of another operation keeps its right to the server.
  look_around
  [[ -n ${other} ]] || raise_fence
  : >"${run_dir}/cancel"
  await_runner
  stop_unit
  has_ended || conclude Failed reason Cancelled message 'the run was cancelled' \
    remedy 'steps that were done stay done; a new operation goes on from there'
  last_word
}

main
