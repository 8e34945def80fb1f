#!/usr/bin/env bash
# How a step's preview.sh tells what its apply.sh would change. File 3 is for the controller.
: "${LIB:?}"

# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=json.sh
. "$(dirname "${BASH_SOURCE[0]}")/json.sh"

# Characters of a difference that are told; its digest is of all of it.
readonly difference_characters=4096

# without_secrets: a difference in which what is there now shows no value of a secret: who reads a plan need not be
# root on the server.
without_secrets() {
  sed -E '/^[- ]/ s/((auth|authorization|passw|passphrase|pass|token|secret|credential|key)[^=:]*[=:]).*/\1 [redacted]/I'
}

# would_put FILE TARGET: that the target would get the file's content.
would_put() {
  local before=$2 difference digest json
  ! same "$1" "$2" || return 0
  [[ -e ${before} ]] || before=/dev/null
  # Without context where others wrote most of it.
  difference=$(diff --text "--unified=$([[ $2 == /etc/fstab ]] && echo 0 || echo 3)" --label "$2" --label "$2" "${before}" "$1" \
    | without_secrets || true)
  digest=$(cat "${before}" "$1" | sha256sum | cut -d ' ' -f 1)
  json_object event file path "$2" diff "${difference:0:difference_characters}" digest "${digest}"
  printf '%s\n' "${json}" >&3
}

# Kinds of removals that come and go with pods: of these a plan cannot require to be the same.
readonly passing_kinds='^(container|packet-filter|ipvs|route|cni-link|network-namespace|mount|kubelet-state|cni-state)$'

# would_remove LINES: that these would be removed, each a kind and a name; told by kind.
would_remove() {
  local kind what digest json
  while read -r kind; do
    what=$(sed -n "s/^${kind} //p" <<<"$1")
    digest=''
    [[ ${kind} =~ ${passing_kinds} ]] || digest=$(sort <<<"${what}" | sha256sum | cut -d ' ' -f 1)
    json_object event removal kind "${kind}" count "$(wc -l <<<"${what}")" what "${what:0:difference_characters}" digest "${digest}"
    printf '%s\n' "${json}" >&3
  done < <(cut -d ' ' -f 1 <<<"$1" | sort -u)
}

# would_install PACKAGE [VERSION]: that it would be installed, or another version of it; without one the newest that ours
# or the server's own repositories have.
would_install() {
  local have wanted=${2-} json
  have=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "$1" 2>/dev/null || true)
  [[ ${have} == "installed "* ]] || have=''
  have=${have#installed }
  [[ -n ${wanted} ]] || wanted=$(offered "$1" | head -n 1)
  [[ -n ${wanted} ]] || wanted=$(command apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= policy "$1" \
    | sed -n 's/^ *Candidate: //p' | grep -vxF '(none)' || true)
  [[ ${have} != "${wanted}" ]] || return 0
  json_object event package name "$1" from "${have}" to "${wanted}"
  printf '%s\n' "${json}" >&3
}
