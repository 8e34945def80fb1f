#!/usr/bin/env bash
# Whose turn it is on this server. Sourced by the scripts that start and end runs.
#
# /var/lib/stargate/fence has the highest fence that was ever shown here, and the run it was shown for.
: "${RUN_ID:?}" "${UNIT:?}" "${FENCE:?}"

readonly state_dir=/var/lib/stargate
readonly fence=${state_dir}/fence start_lock=${state_dir}/start.lock run_lock=${state_dir}/lock
# sysexits.h: a temporary failure, and a protocol that was not followed.
readonly try_again=75 fence_stale=76
# Longest wait for another start or cancellation, seconds. The controller waits a minute for all of it.
readonly start_lock_seconds=30

# lock_start: from here to unlock_start nobody else starts or cancels anything on this server.
lock_start() {
  local place=${state_dir}
  [[ -d ${place} ]] || place=${place%/*}
  if [[ ! -w ${place} ]]; then
    echo "${state_dir} cannot be written: its file system is read-only, and dmesg may say why" >&2
    exit 1
  fi
  [[ -d ${state_dir}/runs ]] || install -d -m 0700 "${state_dir}" "${state_dir}/runs"
  exec 8>>"${start_lock}"
  if ! flock --wait "${start_lock_seconds}" 8; then
    echo "another start or cancellation is at work on the server" >&2
    exit "${try_again}"
  fi
}

unlock_start() {
  exec 8>&-
}

# refuse_stale: a controller that was overtaken by another one touches nothing.
refuse_stale() {
  local highest=0 shown
  if read -r shown _ 2>/dev/null <"${fence}" && [[ ${shown} =~ ^[1-9][0-9]{0,17}$ ]]; then
    highest=${shown}
  fi
  if ((FENCE < highest)); then
    echo "the fence ${FENCE} is stale: highest=${highest}" >&2
    exit "${fence_stale}"
  fi
}

# raise_fence: from here on the server is this run's, and anything older is refused, even after a power cut.
raise_fence() {
  printf '%s %s\n' "${FENCE}" "${RUN_ID}" >"${fence}.new"
  sync "${fence}.new"
  mv -f "${fence}.new" "${fence}"
}

unit_is_alive() {
  local state
  state=$(systemctl is-active "${UNIT}") || true
  [[ ${state} =~ ^(active|activating|deactivating|reloading)$ ]]
}

# unit_is_gone: what systemd does not say is not so.
unit_is_gone() {
  local state
  state=$(systemctl is-active "${UNIT}") || true
  [[ ${state} =~ ^(inactive|failed)$ ]]
}

# look_around: leaves the ID of another run that is at work on this server in $other, and in $own whether this run itself
# is: unit (its unit is alive), runner (its unit is gone, and its runner still there), or nothing. The caller declares them.
# When systemd says nothing, nobody knows.
look_around() {
  local prefix=${UNIT%"${RUN_ID}"} shown name holder
  other='' own=''
  if ! shown=$(systemctl list-units --plain --no-legend --state=active,activating,deactivating,reloading "${prefix}*.service"); then
    echo "systemd does not say which runs are at work" >&2
    exit "${try_again}"
  fi
  while read -r name _; do
    name=${name#"${prefix}"}
    name=${name%.service}
    if [[ ${name} == "${RUN_ID}" ]]; then
      own=unit
    elif [[ -d ${state_dir}/runs/${name} ]]; then
      other=${name}
    fi
  done < <(printf '%s\n' "${shown}")
  # A runner that outlived its unit still holds its lock, and its ID is in there. Nobody writes it to ask: a disk that is
  # full, or that cannot be written, is not a runner.
  if [[ -z ${other} && -e ${run_lock} ]] && ! flock --shared --nonblock 6 6<"${run_lock}"; then
    holder=$(<"${run_lock}")
    if [[ ${holder} != "${RUN_ID}" ]]; then
      other=${holder:-unknown}
    elif [[ -z ${own} ]]; then
      # shellcheck disable=SC2034 # receive.sh asks for it
      own=runner
    fi
  fi
}
