#!/usr/bin/env bash
# Looks at what a run would do: its checks run from a folder in memory, which is gone afterwards. Nothing else is written.
# Prints an object of JSON a line: what each step finds, which files and packages it would change, and last that all was
# looked at.
set -euo pipefail
umask 077

: "${BUNDLE_BYTES:?}" "${BUNDLE_SHA256:?}"

readonly root=/run/stargate
# Longest wait for the upload, seconds: a peer that vanished must not leave this script behind.
readonly upload_seconds=60
# See runner.sh; sysexits.h, a temporary failure.
readonly needs_apply=10 try_again=75 timed_out=124 killed=137

# shellcheck source=json.sh
. "$(dirname "${BASH_SOURCE[0]}")/json.sh"

# tell KEY VALUE ...: a line for the controller.
tell() {
  local json LC_ALL=C
  json_object "$@"
  printf '%s\n' "${json}" >&3
}

# open_look: the folder. What is left of one whose script was killed is known by the lock that nobody holds.
open_look() {
  made_root='' at_work=''
  [[ -d ${root} ]] || made_root=yes
  install -d -m 0700 "${root}"
  # Those that nobody is in any more, and nobody is about to be.
  find "${root}" -maxdepth 1 -name 'look.*' -mmin +15 -exec flock --nonblock {} rm -rf {} \; || true
  look=$(mktemp -d "${root}/look.XXXXXXXX")
  trap close_look EXIT
  # Without a handler a signal would end this script and leave the folder.
  trap 'exit 1' HUP INT TERM PIPE
  exec 7<"${look}"
  flock 7
  mkdir -p "${look}"/{outputs,secrets,home,apt/lists/partial,apt/cache/archives/partial}
}

close_look() {
  if [[ -n ${at_work} ]]; then
    kill "${at_work}" 2>/dev/null || true
    wait "${at_work}" 2>/dev/null || true
  fi
  rm -rf "${look}" || true
  [[ -z ${made_root} ]] || rmdir --ignore-fail-on-non-empty "${root}"
}

# accept: the checks come from standard input, and are what was sent.
accept() {
  timeout "${upload_seconds}" head -c "${BUNDLE_BYTES}" >"${look}/bundle.tar" 7<&- || true
  if ! printf '%s  %s\n' "${BUNDLE_SHA256}" "${look}/bundle.tar" | sha256sum --check --status; then
    echo "the upload is incomplete" >&2
    exit "${try_again}"
  fi
  tar -C "${look}" --no-same-owner -xf "${look}/bundle.tar"
}

# prepare: what the scripts find. Programs that keep something in a home get another one.
prepare() {
  set -a
  # shellcheck source=/dev/null
  . "${look}/limits.env"
  set +a
  export RESULT_FILE=${look}/result FILES_DIR=${look}/files OUTPUTS_DIR=${look}/outputs SECRETS_DIR=${look}/secrets
  export LIB=${look}/lib.sh PREVIEW_LIB=${look}/preview.sh APT_DIR=${look}/apt HOME=${look}/home LC_ALL=C.UTF-8
  export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  mkdir -p "${FILES_DIR}"
  private_apt >"${APT_DIR}/apt.conf"
  # Functions, since nothing in this folder may be executed where it is mounted noexec.
  export -f apt-get apt-cache
}

# private_apt: the configuration of an apt that knows our repositories alone, keeps its lists and caches here, and calls
# nobody afterwards.
private_apt() {
  cat <<END
Dir::Etc::sourcelist "${APT_DIR}/stargate.sources";
Dir::Etc::sourceparts "-";
Dir::State::lists "${APT_DIR}/lists";
Dir::Cache "${APT_DIR}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "${APT_DIR}/log";
APT::Sandbox::User "root";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
}

# The last word of a command line counts.
apt-get() {
  command apt-get "$@" -c "${APT_DIR:?}/apt.conf"
}

apt-cache() {
  command apt-cache "$@" -c "${APT_DIR:?}/apt.conf"
}

# run_part STEP PART SECONDS: its exit code.
run_part() {
  local step_dir=${look}/steps/$1 code=0
  : >"${RESULT_FILE}"
  (
    set -a
    # shellcheck source=/dev/null
    . "${step_dir}/params.env"
    set +a
    # A look tells what is now, and has little time.
    export API_SERVER_PATIENCE_SECONDS=0
    exec 7<&- timeout --kill-after=10 "$3" bash "${step_dir}/$2.sh"
  ) >"${look}/said" 2>&1 </dev/null &
  # Waited for, since a signal is heeded only then.
  at_work=$!
  wait "${at_work}" || code=$?
  at_work=''
  return "${code}"
}

# result_of KEY: what the script said under that key, last word first.
result_of() {
  sed -n "s/^$1=//p" "${RESULT_FILE}" | tail -n 1
}

# tell_results STEP: what its single checks found, and its outputs.
tell_results() {
  local line check state reason message remedy
  while IFS= read -r line || [[ -n ${line} ]]; do
    if [[ ${line} == checked=* ]]; then
      IFS=$'\x1f' read -r check state reason message remedy <<<"${line#*=}"
      tell event checked step "$1" check "${check}" state "${state}" reason "${reason}" message "${message}" remedy "${remedy}"
    elif [[ ${line} == output.* ]]; then
      line=${line#output.}
      tell event output name "${line%%=*}" value "${line#*=}"
    fi
  done <"${RESULT_FILE}"
}

# look_at STEP SECONDS: a step that would set something up before it can be looked at has a look.sh. The caller's failing
# becomes the step that says why a run would fail.
look_at() {
  local part=check code=0 state=Unknown reason='' message='' remedy=''
  [[ ! -e ${look}/steps/$1/look.sh ]] || part=look
  run_part "$1" "${part}" "$2" || code=$?
  tell_results "$1"
  case ${code} in
    0) state=Unchanged ;;
    "${needs_apply}") state=WouldApply ;;
    *)
      reason=$(result_of reason)
      message=$(result_of message)
      remedy=$(result_of remedy)
      [[ -z ${reason} ]] || failing=$1
      if [[ -z ${reason}${message} ]]; then
        # It was killed, or broke: nobody knows what a run would meet, unless another step decides it.
        reason=ScriptFailed
        ((code != timed_out && code != killed)) || reason=StepTimedOut
      fi
      : "${message:="its check ended with exit code ${code}: $(tail -n 1 "${look}/said")"}"
      ;;
  esac
  tell event looked step "$1" state "${state}" reason "${reason}" message "${message}" remedy "${remedy}"
  if [[ ${state} == WouldApply && -e ${look}/steps/$1/preview.sh ]]; then
    run_part "$1" preview "$2" || tell event unseen step "$1" message "$(tail -n 1 "${look}/said")"
  fi
}

main() {
  local name seconds failing=''
  exec 3>&1
  open_look
  accept
  prepare
  while IFS=$'\t' read -r name seconds _ <&4; do
    # A run would not come as far.
    if [[ -n ${failing} ]]; then
      tell event looked step "${name}" state Unknown message "not looked at: the step ${failing} would fail"
    else
      look_at "${name}" "${seconds}"
    fi
  done 4<"${look}/steps.tsv"
  tell event look-finished
}

main
