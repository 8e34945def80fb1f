#!/usr/bin/env bash
# How a run's journal and exit record are written. Sourced by whatever ends a run.
: "${run_dir:?}" "${secrets_dir:?}"

readonly journal=${run_dir}/journal.jsonl

# shellcheck source=json.sh
. "$(dirname "${BASH_SOURCE[0]}")/json.sh"

# entry KEY VALUE ...: the same, with the time. No process is started for it: a run writes many.
entry() {
  # Numbers and bytes as everywhere, whatever the host's locale makes of them.
  local LC_ALL=C
  local moment=${EPOCHREALTIME} seconds milliseconds time
  seconds=${moment%.*}
  milliseconds=${moment#*.}
  TZ=UTC0 printf -v time '%(%FT%T)T' "${seconds}"
  json_object time "${time}.${milliseconds:0:3}Z" "$@"
}

# record KEY VALUE ...: one more line of the journal.
record() {
  local json
  entry "$@"
  # After half a line, of a disk that is full, the next one begins anew.
  printf '%s\n' "${json}" >>"${journal}" || printf '\n' >>"${journal}"
}

# end_torn_line: a line that a power cut left unfinished must not swallow the next one.
end_torn_line() {
  local last
  if [[ -s ${journal} ]]; then
    last=$(tail --bytes=1 "${journal}" | od -An -tx1)
    [[ ${last} == " 0a" ]] || printf '\n' >>"${journal}"
  fi
}

# conclude RESULT [KEY VALUE ...]: the last word about the run, unless it was said before. The record is
# complete or not there.
conclude() {
  local result=$1 json
  shift
  # The reserve is the room that the record needs on a disk that is full.
  rm -rf "${secrets_dir}" "${run_dir}/reserve"
  if [[ ! -s ${run_dir}/exit.json ]]; then
    entry result "${result}" "$@"
    keep "${json}"
    end_torn_line
    record event run-finished result "${result}" "$@"
  fi
}

# keep LINE: makes it the exit record. Without room for it there is none, and the journal says how the run ended.
keep() {
  local fresh=${run_dir}/exit.json.new
  if ! { printf '%s\n' "$1" >"${fresh}" && sync "${fresh}" && mv -f "${fresh}" "${run_dir}/exit.json"; }; then
    rm -f "${fresh}"
  fi
}
