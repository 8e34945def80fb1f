#!/usr/bin/env bash
# What systemd runs when the unit of a run has ended, however it ended: its secrets go, and a run that was
# ended from outside says so. A runner that was killed or shut down has nothing to say: its run is lost, not failed.
#
# usage: stopped.sh RUN_DIR SECRETS_DIR RUN_SECONDS
set -uo pipefail
umask 077

readonly run_dir=${1:?} secrets_dir=${2:?} run_seconds=${3:?}

# shellcheck source=record.sh
. "$(dirname "${BASH_SOURCE[0]}")/record.sh"
# shellcheck source=result.sh
. "$(dirname "${BASH_SOURCE[0]}")/result.sh"

# elapsed_seconds: how long the run took. Its runner noted the uptime at which it began.
elapsed_seconds() {
  local up began
  up=$(cut -d . -f 1 /proc/uptime)
  began=$(cat "${run_dir}/began" 2>/dev/null || echo "${up}")
  echo $((up - began))
}

# end_step REASON MESSAGE REMEDY: the step that was at work did not succeed, and neither did the run.
end_step() {
  local step
  step=$(sed -n 's/.*"event":"step-\([a-z]*\)","step":"\([a-z-]*\)".*/\1 \2/p' "${journal}" | tail -n 1)
  [[ ${step} == "finished "* ]] && step=''
  step=${step#* }
  if [[ -n ${step} ]]; then
    end_torn_line
    record event step-finished step "${step}" state Failed reason "$1" message "$2" remedy "$3"
  fi
  conclude Failed step "${step}" reason "$1" message "$2" remedy "$3"
}

main() {
  local elapsed
  rm -rf "${secrets_dir}"
  ! has_ended || return 0
  elapsed=$(elapsed_seconds)
  if [[ -e ${run_dir}/cancel ]]; then
    end_step Cancelled 'the run was cancelled' \
      'steps that were done stay done; a new operation goes on from there'
  # A shutdown that had to kill the runner is a timeout to systemd, too. Whole seconds were compared.
  elif [[ ${SERVICE_RESULT:-} == timeout ]] && ((elapsed >= run_seconds - 2)); then
    end_step RunTimedOut "the run took longer than ${run_seconds} s" \
      'raise spec.timeouts.runSeconds of the profile, or look for what was slow in the log'
  fi
}

main
