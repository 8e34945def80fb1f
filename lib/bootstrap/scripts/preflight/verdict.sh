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
