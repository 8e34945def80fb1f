#!/usr/bin/env bash
# Makes a fresh Debian or Ubuntu machine ready for every npm script of this repository, and does nothing when it is.
#   --quiet   say something only when something is done or wrong
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly oldest_node=18
readonly oldest_go_minor=25
readonly stamp=node_modules/.stargate-setup

quiet=false
[[ ${1-} != --quiet ]] || quiet=true

say() { printf 'setup: %s\n' "$*" >&2; }
detail() { "${quiet}" || say "$*"; }
fail() {
  say "$*"
  exit 1
}

# Debian's name of what provides a program, and what it is for. A package is installed when its program is missing.
readonly programs=(
  "systemd-nspawn systemd-container the lab's machines"
  "mmdebstrap mmdebstrap their base image"
  "etcd etcd-server the lab's cluster store"
  "apt-ftparchive apt-utils the lab's package repositories"
  "openssl openssl certificates for tests"
  "gpg gnupg their signatures"
  "nft nftables the lab's network"
  "ip iproute2 the lab's network"
  "socat socat the way from this host to the lab's API server"
  "sysctl procps the kernel settings of the lab's network"
  "ssh openssh-client checks that machines answer"
  "sshd openssh-server tests of SSH, on loopback"
  "curl curl downloads and health checks"
  "modprobe kmod kernel modules for the machines"
  "git git checks of generated files and commits"
  "shellcheck shellcheck npm run check"
  "shfmt shfmt npm run check and npm run fix"
)

check_system() {
  local system
  system=$(uname -s)
  [[ ${system} == Linux ]] || fail "Linux is needed, this is ${system}: use a virtual machine (Lima, WSL 2)"

  command -v node >/dev/null || fail "Node.js ${oldest_node} or newer is missing: https://nodejs.org"
  local node
  node=$(node -p 'process.versions.node')
  ((${node%%.*} >= oldest_node)) || fail "Node.js ${node} is too old: ${oldest_node} or newer is needed"

  # Not fatal here: the cache may hold what Go would compile, and the lab says so when it does not.
  if ! command -v go >/dev/null; then
    say "Go is missing: the lab compiles what it cannot download (https://go.dev/dl)"
  else
    local go minor
    go=$(cd / && go env GOVERSION)
    minor=${go#go1.}
    ((${minor%%[!0-9]*} >= oldest_go_minor)) \
      || say "${go} is too old: the lab needs Go 1.${oldest_go_minor} or newer (https://go.dev/dl)"
  fi
}

install_packages() {
  local line program package purpose
  local -a missing=()
  for line in "${programs[@]}"; do
    read -r program package purpose <<<"${line}"
    if ! command -v "${program}" >/dev/null && [[ ! -x /usr/sbin/${program} && ! -x /sbin/${program} ]]; then
      say "package ${package} is missing: ${purpose}"
      missing+=("${package}")
    fi
  done
  if ((${#missing[@]} == 0)); then
    detail "all packages are there"
    return
  fi
  command -v apt-get >/dev/null || fail "this is no Debian or Ubuntu: install the packages above yourself"
  ((EUID == 0)) || fail "run this as root to install them: bash hack/setup.sh"
  say "installing ${missing[*]} with apt"
  apt-get -qq update || say "apt-get update complained: going on with the lists that are there"
  without_services apt-get -qq install --yes --no-install-recommends "${missing[@]}"
  # Programs are wanted, not services: an etcd would take a port, an sshd would open this machine to the world.
  leave_disabled etcd-server etcd.service
  leave_disabled openssh-server ssh.service
}

# leave_disabled PACKAGE UNIT: a service that came with a package that was just installed does not start at boot.
leave_disabled() {
  if [[ " ${missing[*]} " == *" $1 "* && -d /run/systemd/system ]]; then
    systemctl --quiet disable "$2"
  fi
}

# Installs without a question and without starting anything, and leaves no policy of ours behind.
without_services() {
  local policy=/usr/sbin/policy-rc.d mark='# stargate: no services during setup'
  # Left by a setup that was killed.
  if grep -qsF "${mark}" "${policy}"; then
    rm "${policy}"
  fi
  if [[ ! -e ${policy} ]]; then
    # shellcheck disable=SC2064 # the path as it is now
    trap "rm -f '${policy}'" EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "${mark}" >"${policy}"
    chmod +x "${policy}"
  fi
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 "$@" >/dev/null
}

# Whether what every npm script begins with is there.
tools_run() {
  node_modules/.bin/node --version >/dev/null 2>&1 && node_modules/.bin/tsx --version >/dev/null 2>&1
}

install_node_modules() {
  local digest
  digest=$(sha256sum <package-lock.json)
  if [[ -f ${stamp} && $(<"${stamp}") == "${digest}" ]]; then
    detail "node_modules is up to date"
    return
  fi
  # npm writes this file last: newer than the lock means that somebody has just run `npm install`.
  if [[ ! node_modules/.package-lock.json -nt package-lock.json ]] || ! tools_run; then
    say "npm ci: node_modules is missing, incomplete, or older than package-lock.json"
    # Whatever npm's settings here say (NODE_ENV=production, omit, ignore-scripts): the tools are development
    # dependencies, and Node.js comes by a script.
    npm ci --include=dev --ignore-scripts=false --no-audit --no-fund --loglevel=error >&2
    tools_run || fail "npm ci has ended well, but node_modules/.bin/node or node_modules/.bin/tsx does not run: run it \
yourself to see why, and look for settings that stand in the way with npm config list"
  fi
  printf '%s\n' "${digest}" >"${stamp}"
}

# One setup at a time: a second one waits and then finds everything done.
exec 9<hack/setup.sh
flock 9

check_system
install_packages
install_node_modules
detail "ready"
