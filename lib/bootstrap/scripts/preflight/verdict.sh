#!/usr/bin/env bash
# How a preflight check says what it found. Each of these ends the subshell in which its check runs.
: "${scratch:?}"

# Stands between the parts of a verdict. No text has it: control characters are dropped.
readonly part=$'\x1f'

# pass [MESSAGE]: it is as it has to be.
pass() {
  conclude_check Passed '' '' "${1-}" ''
}

# warn REASON MESSAGE REMEDY: a node can be made of it, and somebody should look.
warn() {
  conclude_check Warning '' "$@"
}

# refuse REASON MESSAGE REMEDY: only a human can mend it.
refuse() {
  conclude_check Failed final "$@"
}

# refuse_now REASON MESSAGE REMEDY: it may pass by itself.
refuse_now() {
  conclude_check Failed '' "$@"
}

# conclude_check STATE FINALITY REASON MESSAGE REMEDY
conclude_check() {
  local text verdict=''
  for text in "$@"; do
    # No status has more of it.
    text=${text:0:1024}
    text=${text//$'\n'/ }
    verdict+=${text//[[:cntrl:]]/}${part}
  done
  printf '%s\n' "${verdict}"
  exit 0
}

# refuse_as CODE RESULT: with the reason, message and remedy that lib.sh left there.
refuse_as() {
  local verdict=refuse
  # sysexits.h: a temporary failure; see again in lib.sh.
  (($1 != 75)) || verdict=refuse_now
  "${verdict}" "$(said_of reason "$2")" "$(said_of message "$2")" "$(said_of remedy "$2")"
}

said_of() {
  sed -n "s/^$1=//p" "$2" | tail -n 1
}

# judge_by FUNCTION: refuses what a step's own function would end the run for; else goes on.
judge_by() {
  local result=${scratch}/by-$1 code=0
  : >"${result}"
  (RESULT_FILE=${result} "$1") >/dev/null 2>&1 || code=$?
  ((code == 0)) || refuse_as "${code}" "${result}"
}
