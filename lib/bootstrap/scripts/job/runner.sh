#!/usr/bin/env bash
# Runs the steps of one bundle in order, as a systemd unit of its own: check, apply, check again.
#
# usage: runner.sh RUN_DIR SECRETS_DIR
#
# RUN_DIR/bundle/steps.tsv    one step a line: name, seconds for check, seconds for apply, attempts, gate
# RUN_DIR/bundle/limits.env   the limits that lib/bootstrap/bundle.ts sets
# RUN_DIR/bundle/steps/NAME   check.sh, apply.sh (absent: the step only checks), params.env
# RUN_DIR/journal.jsonl       one JSON object per event, only ever appended to
# RUN_DIR/exit.json           the result, written once, last
# RUN_DIR/output.log          what the scripts printed, bounded
# RUN_DIR/applying            the step that is being applied
# RUN_DIR/cancel              there when the run is to end
# RUN_DIR/alive               locked while the runner lives
#
# A check exits 0 (conforms), 10 (needs apply), or anything else (broken). A step that fails is repeated, unless
# its script called fail: only a human can mend that.
#
# A step with a gate is applied only when that is open. Before it the run is parked: it ends without a result, and is
# started again once the controller has done what the gate stands for.
set -uo pipefail
umask 077

readonly run_dir=${1:?} secrets_dir=${2:?}
readonly run_id=${run_dir##*/} bundle=${run_dir}/bundle log=${run_dir}/output.log
readonly applying=${run_dir}/applying
readonly lock=/var/lib/stargate/lock fence=/var/lib/stargate/fence
# A predecessor that is just ending holds the lock for a moment, seconds.
readonly lock_seconds=5
# Room that is kept for the record on a disk that is full.
readonly reserve_bytes=65536 full_kib=1024
# try_again: sysexits.h, a temporary failure; see again in lib.sh.
readonly needs_apply=10 try_again=75 timed_out=124 killed=137

set -a
# shellcheck source=/dev/null
. "${bundle}/limits.env"
set +a
: "${BACKOFF_BASE_MS:?}" "${BACKOFF_CAP_MS:?}" "${STARTS_LIMIT:?}" "${OPEN_GATES=}"

# shellcheck source=record.sh
. "$(dirname "${BASH_SOURCE[0]}")/record.sh"
# shellcheck source=run-script.sh
. "$(dirname "${BASH_SOURCE[0]}")/run-script.sh"

finish() {
  conclude "$@"
  [[ $1 == Succeeded ]]
  exit
}

# result_of KEY: what the running script said under that key, last word first.
result_of() {
  sed -n "s/^$1=//p" "${RESULT_FILE}" 2>/dev/null | tail -n 1
}

# fail_step NAME [KEY VALUE ...]: ends the run with what is to be said of the step.
fail_step() {
  record event step-finished step "$1" state Failed "${@:2}"
  finish Failed step "$1" "${@:2}"
}

# heed NAME: ends the run when it was cancelled, or when the server was given to another run.
heed() {
  local owner=''
  if [[ -e ${run_dir}/cancel ]]; then
    fail_step "$1" reason Cancelled message 'the run was cancelled' \
      remedy 'steps that were done stay done; a new operation goes on from there'
  fi
  read -r _ owner 2>/dev/null <"${fence}"
  if [[ ${owner} != "${run_id}" ]]; then
    fail_step "$1" reason Fenced message "the server was given to the run ${owner:-of nobody}" \
      remedy 'see what became of that operation'
  fi
}

# record_outputs: puts what the script found out into the journal.
record_outputs() {
  local line name
  while IFS= read -r line || [[ -n ${line} ]]; do
    name=${line%%=*}
    if [[ ${name} == output.* ]]; then
      record event output name "${name#output.}" value "${line#*=}"
    fi
  done <"${RESULT_FILE}"
}

# record_checks NAME: puts what the step's single checks found into the journal, as scripts/preflight/check.sh tells it.
record_checks() {
  local line check state reason message remedy
  while IFS= read -r line || [[ -n ${line} ]]; do
    if [[ ${line} == checked=* ]]; then
      IFS=$'\x1f' read -r check state reason message remedy <<<"${line#*=}"
      record event checked step "$1" check "${check}" state "${state}" reason "${reason}" message "${message}" \
        remedy "${remedy}"
    fi
  done <"${RESULT_FILE}"
}

# park NAME GATE: ends the run here until its gate is open. The secrets come anew with the next start.
park() {
  # The reserve is the room that the line needs on a disk that is full.
  rm -rf "${secrets_dir}" "${run_dir}/reserve"
  record event run-parked step "$1" gate "$2"
  exit 0
}

# is_shut GATE: whether a step with that gate may not be applied yet.
is_shut() {
  [[ $1 != none && " ${OPEN_GATES} " != *" $1 "* ]]
}

# try_step NAME CHECK_SECONDS APPLY_SECONDS GATE: the exit code of the script that had the last word, whose phase is
# left in $phase; $state becomes Applied once something was.
try_step() {
  local code
  phase=check
  run_script "$1" check "$2"
  code=$?
  record_checks "$1"
  if ((code == needs_apply)) && [[ -e ${bundle}/steps/$1/apply.sh ]]; then
    ! is_shut "$4" || park "$1" "$4"
    phase=apply state=Applied
    printf '%s\n' "$1" >"${applying}"
    run_script "$1" apply "$3"
    code=$?
    if ((code == 0)); then
      record_outputs
      phase=check
      run_script "$1" check "$2"
      code=$?
    fi
  fi
  ((code != 0)) || record_outputs
  return "${code}"
}

# disk_is_full: whether that is why a script ended without a word.
disk_is_full() {
  local free
  while read -r free; do
    ((free >= full_kib)) || return 0
  done < <(df --output=avail -k / /var "${run_dir}" | tail -n +2)
  return 1
}

# explain NAME PHASE CODE: puts what is to be said of the failure into $failure; fails when it is final.
explain() {
  local reason message remedy
  reason=$(result_of reason)
  message=$(result_of message)
  remedy=$(result_of remedy)
  local is_final=${reason:+yes}
  if (($3 == try_again)); then
    is_final=''
  elif [[ -z ${reason} ]] && disk_is_full; then
    is_final=yes reason=DiskFull message="$2 of step $1 found no room on a disk" remedy='free space on the server'
  elif ((used_up && ($3 == timed_out || $3 == killed))); then
    is_final='' reason=StepTimedOut message="$2 of step $1 took longer than it may"
  fi
  # A shell says 128 + n of what signal n ended.
  if [[ -z ${message} ]] && (($3 > 128 && $3 < 160)); then
    message="$2 of step $1 was ended by SIG$(kill -l "$3")"
  fi
  : "${reason:=ScriptFailed}" "${message:="$2 of step $1 ended with exit code $3"}"
  failure=(reason "${reason}" message "${message}" remedy "${remedy}")
  [[ -z ${is_final} ]]
}

# back_off NAME ATTEMPT ATTEMPTS: notes the failure and waits: longer each time, capped, anything between
# nothing and all of it. Source: AWS, "Exponential Backoff And Jitter".
back_off() {
  local ceiling=$((BACKOFF_BASE_MS << ($2 - 1))) rest delay
  ((ceiling <= BACKOFF_CAP_MS)) || ceiling=${BACKOFF_CAP_MS}
  rest=$(((RANDOM << 15 | RANDOM) % ceiling + 1))
  printf -v delay '%d.%03d' $((rest / 1000)) $((rest % 1000))
  record event step-retried step "$1" attempt "$2" attempts "$3" delaySeconds "${delay}" "${failure[@]}"
  for (( ; rest > 1000; rest -= 1000)); do
    heed "$1"
    sleep 1
  done
  heed "$1"
  sleep "0.$(printf '%03d' "$((rest % 1000))")"
}

run_step() {
  local name=$1 check_seconds=$2 apply_seconds=$3 attempts=$4 gate=$5 attempt=0 state=Unchanged phase used_up code failure=()
  # The host may have gone down in the midst of it, and not always against its will.
  ! grep -qsxF "${name}" "${applying}" || state=Applied
  while ((++attempt)); do
    record event step-started step "${name}"
    try_step "${name}" "${check_seconds}" "${apply_seconds}" "${gate}"
    code=$?
    ((code != 0)) || break
    if ! explain "${name}" "${phase}" "${code}" || ((attempt >= attempts)); then
      fail_step "${name}" "${failure[@]}"
    fi
    back_off "${name}" "${attempt}" "${attempts}"
  done
  record event step-finished step "${name}" state "${state}"
  rm -f "${applying}"
}

# show_life: whoever waits for the end of this process waits for its lock, which goes with it.
show_life() {
  exec 6>>"${run_dir}/alive"
  flock 6
}

# take_server: one run at a time, and the others see which.
take_server() {
  exec 9>>"${lock}"
  if ! flock --wait "${lock_seconds}" 9; then
    finish Failed reason ServerLocked message "another run holds ${lock}: $(<"${lock}")" \
      remedy 'wait for that run to end'
  fi
  printf '%s\n' "${run_id}" >"${lock}"
}

# begin: the first line of the journal, unless the run was lost so often that it would never end.
begin() {
  local names='' name uptime boot_id starts=0
  printf '%0*d' "${reserve_bytes}" 0 >"${run_dir}/reserve"
  read_uptime
  printf '%s\n' "${uptime}" >"${run_dir}/began"
  end_torn_line
  if [[ -s ${journal} ]]; then
    # A run that was parked came as far as it could.
    starts=$(($(grep -c '"event":"run-started"' "${journal}") - $(grep -c '"event":"run-parked"' "${journal}")))
  fi
  if ((starts >= STARTS_LIMIT)); then
    finish Failed reason JobLost message "the run was started ${starts} times and never came to an end" \
      remedy 'look for what ends it on the server: memory, reboots (journalctl --list-boots)'
  fi
  while IFS=$'\t' read -r name _; do
    names+=${names:+,}${name}
  done <"${bundle}/steps.tsv"
  read -r boot_id </proc/sys/kernel/random/boot_id
  record event run-started steps "${names}" bootId "${boot_id}"
}

main() {
  local name check_seconds apply_seconds attempts gate
  export RESULT_FILE=${run_dir}/result FILES_DIR=${bundle}/files OUTPUTS_DIR=${run_dir}/outputs
  export SECRETS_DIR=${secrets_dir} LIB=${bundle}/lib.sh LC_ALL=C.UTF-8 HOME=/root
  export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  cd "${run_dir}" || exit
  exec 5<> <(:)
  show_life
  take_server
  begin
  while IFS=$'\t' read -r name check_seconds apply_seconds attempts gate <&4; do
    run_step "${name}" "${check_seconds}" "${apply_seconds}" "${attempts}" "${gate:-none}"
  done 4<"${bundle}/steps.tsv"
  finish Succeeded
}

main
