#!/usr/bin/env bash
# How the runner runs one script of a step, and what it keeps of what that prints. File 5 is the runner's own pause.
: "${run_dir:?}" "${bundle:?}" "${log:?}"

# Output of one script: this much from its beginning, as it comes, and this much from its end.
readonly head_bytes=1048576 tail_bytes=65536
# Output of all scripts: what is left of it is shared out, and the last words of each always find room.
readonly log_bytes=16777216 last_bytes=1024

# share LEAST MOST SIZE: leaves a quarter of what is left of a log of that size in $share, within the two.
share() {
  share=$(((log_bytes - $3) / 4))
  ((share < $2)) || share=$2
  ((share > $1)) || share=$1
}

# keep_output: the beginning and the end of standard input go to the log, the beginning as it comes. What stops
# the run does not stop this: it ends with what it listens to.
keep_output() {
  local size share
  trap '' TERM
  exec >>"${log}" 2>/dev/null 5<&- 6>&- 9>&-
  size=0
  [[ ! -s ${log} ]] || size=$(stat -c %s "${log}") || size=0
  share 0 "${head_bytes}" "${size}"
  stdbuf -o0 head -c "${share}"
  share "${last_bytes}" "${tail_bytes}" $((size + share))
  exec tail -c "${share}"
}

# pause: a moment. Nothing ever comes from file 5, so that reading it is a sleep without a process; before bash 5.2 a
# read may miss the end of its time, and then it would never return.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 502)); then
  pause() {
    read -rt 0.005 -u 5
  }
else
  pause() {
    sleep 0.02
  }
fi

# read_uptime: leaves the seconds of a clock that nobody sets in $uptime.
read_uptime() {
  IFS=. read -r uptime _ </proc/uptime
}

# run_script NAME PHASE SECONDS: the script's exit code; $used_up becomes whether it took all of its time.
run_script() {
  local step_dir=${bundle}/steps/$1 phase=$2 seconds=$3 code writer uptime began patience
  heed "$1"
  : >"${RESULT_FILE:?}"
  exec 3> >(keep_output)
  writer=$!
  read_uptime
  began=${uptime}
  (
    set -a
    # shellcheck source=/dev/null
    . "${step_dir}/params.env"
    set +a
    exec 4<&- 5<&- 6>&- 9>&- timeout --kill-after=10 "${seconds}" bash "${step_dir}/${phase}.sh"
  ) >&3 2>&1 3>&- </dev/null
  code=$?
  read_uptime
  # shellcheck disable=SC2034 # the runner asks for it
  used_up=$((uptime - began >= seconds))
  exec 3>&-
  # The last words are on their way. A script may leave a process behind that holds its output for ever;
  # nobody waits for that one.
  patience=$((uptime + 3))
  while ((uptime < patience)) && kill -0 "${writer}" 2>/dev/null; do
    pause
    read_uptime
  done
  return "${code}"
}
