#!/usr/bin/env bash
# Whether this host is one that can become a node of this cluster. All checks run, beside each other, and all that fail
# are told at once. Nothing was touched before, and nothing is touched here.
#
# IGNORED_CHECKS names, in lower case, the checks whose failure does not matter.
set -euo pipefail
: "${LIB:?}" "${SECRETS_DIR:?}" "${FILES_DIR:?}" "${NODE_NAME:?}" "${API_SERVER:?}" "${KUBERNETES_VERSION:?}"
: "${NOW_SECONDS:?}" "${CLOCK_TOLERANCE_SECONDS:?}" "${IGNORED_CHECKS?}" "${WAS_LET_GO:?}"
# shellcheck source=../lib.sh
. "${LIB}"

# In memory, and gone with the run even if this script is killed.
scratch=$(mktemp -d "${SECRETS_DIR}/preflight.XXXXXX")
readonly scratch
trap 'rm -rf "${scratch}"' EXIT

# shellcheck source=verdict.sh
. "$(dirname "${BASH_SOURCE[0]}")/verdict.sh"
# shellcheck source=host.sh
. "$(dirname "${BASH_SOURCE[0]}")/host.sh"
# shellcheck source=network.sh
. "$(dirname "${BASH_SOURCE[0]}")/network.sh"
# shellcheck source=membership.sh
. "$(dirname "${BASH_SOURCE[0]}")/membership.sh"
# shellcheck source=residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/residue.sh"

# Name and function of each, in the order in which they are told.
readonly checks=(
  RootAccess root_access
  OperatingSystem operating_system
  Architecture architecture
  DiskSpace disk_space
  Memory memory
  Clock clock
  Swap swap
  KernelModules kernel_modules
  Ports ports
  Membership membership
  NodeIdentity node_identity
  Residue left_over
  NameResolution name_resolution
  Repositories repositories
  ApiServer api_server
  Mtu mtu
)

# is_ignored NAME: whose node a host is, nobody can ignore.
is_ignored() {
  [[ $1 != Membership && $1 != NodeIdentity && " ${IGNORED_CHECKS} " == *" ${1,,} "* ]]
}

# Longest time for all checks, seconds: less than the step has, whose end would tell of none.
readonly patience_seconds=45

# ask_all: leaves the verdict of each in a file of its name. One that hangs does not keep the others from being told.
ask_all() {
  local index deadline=$((SECONDS + patience_seconds)) name
  local -A names=()
  for ((index = 0; index < ${#checks[@]}; index += 2)); do
    "${checks[index + 1]}" >"${scratch}/${checks[index]}" 2>"${scratch}/${checks[index]}.error" &
    names[$!]=${checks[index]}
  done
  while [[ -n $(jobs -pr) ]] && ((SECONDS < deadline)); do
    sleep 0.05
  done
  for index in $(jobs -pr); do
    kill -KILL "${index}"
    name=${names[${index}]}
    (refuse_now StepTimedOut "the check did not end within ${patience_seconds} s" \
      "look for what hangs on the server: dmesg, systemctl --failed") >"${scratch}/${name}"
  done
  wait
}

# tell NAME: notes its verdict, and adds it to the caller's failures.
tell() {
  local name=$1 state finality reason message remedy
  if ! IFS=${part} read -r state finality reason message remedy _ <"${scratch}/${name}"; then
    state=Failed finality='' reason=ScriptFailed remedy='see the log for what it printed'
    message="the check ended without a word: $(tail -n 1 "${scratch}/${name}.error" | cut -c 1-1024)"
  fi
  cat "${scratch}/${name}.error" >&2
  [[ ${state} != Failed ]] || ! is_ignored "${name}" || state=Ignored
  printf 'checked=%s\n' "${name}${part}${state}${part}${reason}${part}${message}${part}${remedy}" >>"${RESULT_FILE:?}"
  printf '%-7s %s%s\n' "${state}" "${name}" "${message:+: ${message}}${remedy:+; ${remedy}}"
  [[ ${state} == Failed ]] || return 0
  failures+=("${name}: ${message}; ${remedy}")
  # What ends the run gives the reason, before what may pass by itself.
  if [[ -z ${first_reason} || (-z ${is_final} && -n ${finality}) ]]; then
    first_reason=${reason} first_message=${message} first_remedy=${remedy}
  fi
  is_final+=${finality}
}

main() {
  local index failures=() is_final='' first_reason='' first_message='' first_remedy='' verdict=again others
  ask_all
  for ((index = 0; index < ${#checks[@]}; index += 2)); do
    tell "${checks[index]}"
  done
  ((${#failures[@]} > 0)) || exit 0
  [[ -z ${is_final} ]] || verdict=fail
  ((${#failures[@]} > 1)) || "${verdict}" "${first_reason}" "${first_message}" "${first_remedy}"
  printf -v others '%s; ' "${failures[@]}"
  "${verdict}" "${first_reason}" "${#failures[@]} checks failed: ${others%; }" ''
}

main
