#!/usr/bin/env bash
# Takes a bundle and its secrets from standard input and starts the run, unless it was started before.
#
# Prints what it found: started, running or finished. Refuses a fence below the highest that was shown here
# (exit code 76), and a server on which another run is at work (73): nothing of the run is on the server then. Nothing
# of what it read is executed before its digest was verified, so a connection that breaks leaves nothing half done.
set -euo pipefail
umask 077

: "${RUN_ID:?}" "${UNIT:?}" "${FENCE:?}" "${RUNTIME_MAX_SECONDS:?}"
: "${BUNDLE_BYTES:?}" "${BUNDLE_SHA256:?}" "${SECRETS_BYTES:?}" "${SECRETS_SHA256:?}"

readonly run_dir=/var/lib/stargate/runs/${RUN_ID} secrets_dir=/run/stargate/${RUN_ID}

# shellcheck source=fence.sh
. "$(dirname "${BASH_SOURCE[0]}")/fence.sh"
# shellcheck source=leftovers.sh
. "$(dirname "${BASH_SOURCE[0]}")/leftovers.sh"
# shellcheck source=result.sh
. "$(dirname "${BASH_SOURCE[0]}")/result.sh"

# Longest wait for the upload, seconds: a peer that vanished must not leave this script behind.
readonly upload_seconds=60
# Room that a run needs for its bundle, journal and output: one whose disk is full could not even say so.
readonly needed_kib=32768
# Room in memory: for the upload, for the secrets once more, and for what their files take beyond their bytes. Without
# it the upload would seem to break off each time.
readonly needed_memory_kib=$(((BUNDLE_BYTES + 2 * SECRETS_BYTES) / 1024 + 64))
# sysexits.h: something cannot be created, and an input or output error.
readonly server_busy=73 disk_full=74
# Runs of the past that are kept to be looked into. Each has up to 17 MiB; ten tell what keeps going wrong.
readonly kept_runs=10
# A run without a result is kept for so long, minutes: its operation may still come back for it.
readonly lost_minutes=1440
# Time that processes get between SIGTERM and SIGKILL, seconds.
readonly stop_seconds=10

# admit: goes on only when the run is to be started, now, by this controller.
admit() {
  local other own
  refuse_stale
  look_around
  if [[ -n ${other} ]]; then
    echo "another run is at work on the server: run=${other}" >&2
    exit "${server_busy}"
  fi
  if has_ended; then
    raise_fence
    echo finished
    exit 0
  elif [[ ${own} == unit ]]; then
    raise_fence
    echo running
    exit 0
  elif [[ ${own} == runner ]]; then
    echo "the runner of this run is still there without its unit" >&2
    exit "${try_again}"
  fi
}

# prune: removes what is left of older runs, but for the newest.
prune() {
  local id runs=("${state_dir}/runs"/*/)
  ((${#runs[@]} > kept_runs)) || return 0
  while read -r _ id; do
    is_over "${id}" || continue
    rm -rf "${state_dir:?}/runs/${id:?}"
  done < <(find "${state_dir}/runs" -mindepth 1 -maxdepth 1 -type d ! -name "${RUN_ID}" -printf '%T@ %f\n' \
    | sort -rn | tail -n "+$((kept_runs + 1))")
}

# is_over ID: whether nobody comes back for that run.
is_over() {
  local dir=${state_dir}/runs/$1 state young
  state=$(systemctl is-active "${UNIT%"${RUN_ID}"}$1" || true)
  [[ ${state} =~ ^(inactive|failed)$ ]] || return 1
  young=$(find "${dir}" -maxdepth 1 -mmin "-${lost_minutes}" -print -quit)
  [[ -s ${dir}/exit.json || -z ${young} ]]
}

# refuse_full DIRECTORY KIB DIRECTORY KIB: goes on only when each has so much room.
refuse_full() {
  local free_kib
  {
    read -r _
    while read -r free_kib; do
      if ((free_kib < $2)); then
        # Whoever has to wait anyway, or has nothing to start, does not mind.
        admit
        echo "$1 has $((free_kib)) KiB free, a run needs $2 KiB" >&2
        exit "${disk_full}"
      fi
      shift 2
    done
  } < <(df --output=avail -k "$1" "$3")
}

# accept: bundle and secrets come from standard input, one after the other, and are what was sent.
accept() {
  local bundle=${upload}/bundle.tar secrets=${upload}/secrets.tar
  timeout "${upload_seconds}" head -c "${BUNDLE_BYTES}" >"${bundle}" 7<&- || true
  timeout "${upload_seconds}" head -c "${SECRETS_BYTES}" >"${secrets}" 7<&- || true
  if ! printf '%s  %s\n' "${BUNDLE_SHA256}" "${bundle}" "${SECRETS_SHA256}" "${secrets}" \
    | sha256sum --check --status; then
    echo "the upload is incomplete" >&2
    exit "${try_again}"
  fi
}

# unpack ARCHIVE TARGET: the archive becomes the directory, whole or not at all. TARGET.new is there, and empty.
unpack() {
  local target=$2 fresh=$2.new
  tar -C "${fresh}" --no-same-owner -xf "$1"
  [[ ! -e ${target} ]] || rm -rf "${target}"
  mv -T "${fresh}" "${target}"
}

# open_upload: a place for the upload. It goes with this script, and what is left of one that was killed is known by
# the lock that nobody holds.
open_upload() {
  upload=$(mktemp -d "${secrets_root}/upload.XXXXXXXX")
  trap 'rm -rf "${upload}"' EXIT
  exec 7<"${upload}"
  flock 7
}

# start: its secrets are the unit's to remove, and without a unit they do not stay.
start() {
  trap 'rm -rf "${upload}"; ! unit_is_gone || rm -rf "${secrets_dir}" "${secrets_dir}.new"' EXIT
  if [[ -e ${run_dir}/bundle.new || -e ${secrets_dir}.new ]]; then
    rm -rf "${run_dir}/bundle.new" "${secrets_dir}.new"
  fi
  install -d -m 0700 "${run_dir}" "${run_dir}/bundle.new" "${secrets_dir}.new"
  unpack "${upload}/bundle.tar" "${run_dir}/bundle"
  unpack "${upload}/secrets.tar" "${secrets_dir}"
  raise_fence
  systemd-run --quiet --collect --unit="${UNIT}" --service-type=exec \
    --description="Stargate run ${RUN_ID}" \
    --property=RuntimeMaxSec="${RUNTIME_MAX_SECONDS}" \
    --property=TimeoutStopSec="${stop_seconds}" \
    --property=ExecStopPost="/bin/bash ${run_dir}/bundle/stopped.sh ${run_dir} ${secrets_dir} ${RUNTIME_MAX_SECONDS}" \
    /bin/bash "${run_dir}/bundle/runner.sh" "${run_dir}" "${secrets_dir}" 7<&- 8>&- || exit "${try_again}"
  trap 'rm -rf "${upload}"' EXIT
  echo started
}

main() {
  lock_start
  remove_leftovers
  refuse_stale
  prune || true
  [[ -d ${secrets_root} ]] || install -d -m 0700 "${secrets_root}"
  refuse_full "${state_dir}" "${needed_kib}" "${secrets_root}" "${needed_memory_kib}"
  open_upload
  # Nobody waits for a slow upload; whose turn it is by then is decided after it.
  unlock_start
  accept
  lock_start
  admit
  start
}

main
