#!/usr/bin/env bash
# How a run's journal and exit record are written. Sourced by whatever ends a run.
: "${run_dir:?}" "${secrets_dir:?}"

readonly journal=${run_dir}/journal.jsonl

# json_string TEXT: the text as a JSON string. Control characters are dropped, but for line ends and tabs.
json_string() {
  local text
  text=$(tr -d '\000-\010\013-\037\177' <<<"$1")
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\t'/\\t}
  text=${text//$'\n'/\\n}
  printf '"%s"' "${text}"
}

# json_object KEY VALUE ...: an object of strings; pairs without a value are left out.
json_object() {
  local separator='' text='{'
  while (($# > 1)); do
    if [[ -n $2 ]]; then
      text+="${separator}$(json_string "$1"):$(json_string "$2")"
      separator=,
    fi
    shift 2
  done
  printf '%s}' "${text}"
}

now() {
  date -u +%FT%T.%3NZ
}

# record KEY VALUE ...: one more line of the journal.
record() {
  local line
  line=$(json_object time "$(now)" "$@")
  # After half a line, of a disk that is full, the next one begins anew.
  printf '%s\n' "${line}" >>"${journal}" || printf '\n' >>"${journal}"
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
  local result=$1 line
  shift
  # The reserve is the room that the record needs on a disk that is full.
  rm -rf "${secrets_dir}" "${run_dir}/reserve"
  if [[ ! -s ${run_dir}/exit.json ]]; then
    line=$(json_object time "$(now)" result "${result}" "$@")
    keep "${line}"
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
