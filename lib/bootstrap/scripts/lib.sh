#!/usr/bin/env bash
# What every step script may call. The runner sets RESULT_FILE, FILES_DIR, OUTPUTS_DIR and SECRETS_DIR.

# fail REASON MESSAGE REMEDY: ends the run: only a human can mend it. The three reach the Operation's conditions.
fail() {
  give_up 1 "$@"
}

# again REASON MESSAGE REMEDY: ends the script: it may pass by itself, so the step is repeated. sysexits.h: 75 is a
# temporary failure.
again() {
  give_up 75 "$@"
}

# give_up CODE REASON MESSAGE REMEDY
give_up() {
  printf 'reason=%s\nmessage=%s\nremedy=%s\n' "$2" "$3" "$4" >>"${RESULT_FILE:?}"
  printf '%s: %s; %s\n' "$2" "$3" "$4" >&2
  exit "$1"
}

# output NAME VALUE: a fact that later steps and the controller read.
output() {
  printf 'output.%s=%s\n' "$1" "$2" >>"${RESULT_FILE:?}"
  install -d -m 0700 "${OUTPUTS_DIR:?}"
  printf '%s' "$2" >"${OUTPUTS_DIR}/$1"
}

# same FILE TARGET: whether the target has the file's content.
same() {
  cmp -s "$1" "$2"
}

# fingerprints_of FILE: the fingerprints of all primary keys in it, on one line.
fingerprints_of() {
  gpg --batch --quiet --with-colons --show-keys "$1" 2>/dev/null \
    | awk -F: '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }' | paste -sd ' '
}

# put FILE TARGET MODE: installs the file atomically.
put() {
  local target=$2 fresh
  fresh="$(dirname "${target}")/.$(basename "${target}").stargate"
  install -D -m "$3" "$1" "${fresh}"
  mv -fT "${fresh}" "${target}"
}

# How the package system says that somebody else is at work with it.
readonly lock_held='^(E: (Could not get lock|Unable to (acquire|lock))|dpkg: error: .* lock (was|is) locked)'

# unlocked COMMAND ...: runs it again while a lock of the package system is in its way, within the budget. What it
# said last stays in RESULT_FILE.said.
unlocked() {
  local deadline=$((SECONDS + ${PACKAGE_LOCK_SECONDS:?})) said=${RESULT_FILE:?}.said
  until "$@" 2>&1 </dev/null | tee "${said}"; do
    grep -Eq "${lock_held}" "${said}" || return 1
    ((SECONDS < deadline)) || return 1
    sleep 1
  done
}

# fetch PROGRAM ARGUMENTS: a program of apt's that does not wait for ever for a repository.
fetch() {
  unlocked "$1" -o Acquire::Retries=3 -o Acquire::http::Timeout=15 -o Acquire::https::Timeout=15 "${@:2}"
}

# apt ARGUMENTS: apt-get that never asks, waits for other package runs, and keeps local configuration.
apt() {
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l fetch apt-get -y -q \
    -o DPkg::Lock::Timeout="${PACKAGE_LOCK_SECONDS:?}" -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold "$@"
}

# What tells apt to know the repositories of spec.repositories alone, whatever else the server uses. The server's own
# cache of all of them stays.
readonly ours=(-o Dir::Etc::sourcelist=/etc/apt/sources.list.d/stargate.sources -o Dir::Etc::sourceparts=-
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)

# offered PACKAGE: every version of it that the repositories of spec.repositories have, newest first.
offered() {
  apt-cache "${ours[@]}" madison "$1" | awk '{ print $3 }' | sort -rV
}

# install_packages PACKAGE ...: installs each from the repositories of spec.repositories where they have it, else from
# wherever the server gets its packages.
install_packages() {
  local -a here=() elsewhere=()
  mend_packages
  divide "$@"
  ((${#elsewhere[@]} == 0)) || apt install --no-install-recommends "${elsewhere[@]}" || return 1
  ((${#here[@]} == 0)) || install_ours "${here[@]}"
}

# divide PACKAGE ...: sorts them into the caller's here (spec.repositories have it) and elsewhere.
divide() {
  local package versions
  for package in "$@"; do
    versions=$(offered "${package%%:*}")
    if [[ -n ${versions} ]]; then here+=("${package}"); else elsewhere+=("${package}"); fi
  done
}

# How packages of spec.repositories are installed: up or down, and also where they are held.
readonly ours_in=(--no-install-recommends --allow-downgrades --allow-change-held-packages)

# install_ours PACKAGE[=VERSION] ...: installs them from the repositories of spec.repositories and from nowhere else,
# up or down. Of what they need, only that comes from elsewhere which those do not have.
install_ours() {
  local -a missing=() elsewhere=()
  local files
  without_installed "$@"
  ((${#missing[@]} > 0)) || return 0
  files=$(folder_of "${missing[@]}")
  is_staged "${missing[@]}" || stage "${missing[@]}" || return 1
  mapfile -t elsewhere <"${files}/elsewhere"
  ((${#elsewhere[@]} == 0)) || apt -o APT::Get::Mark-Auto=true install --no-install-recommends "${elsewhere[@]}" || return 1
  apt "${ours[@]}" -o "Dir::Cache::archives=${files}" "${ours_in[@]}" install "${missing[@]}" || return 1
  rm -rf "${files}"
}

# stage PACKAGE[=VERSION] ...: downloads all that installing them takes, and installs nothing.
#
# The files are fetched first, for apt to tell what they need: another repository may have packages of that name and
# version that need something else, or that are something else.
stage() {
  local -a needed here=() elsewhere=()
  local files
  files=$(folder_of "$@")
  rm -rf "${files}"
  install -d -m 0755 "${files}"
  # apt downloads as a user of its own, who must not write there any more once the files are verified.
  ! getent passwd _apt >/dev/null || chown _apt "${files}"
  (cd "${files}" && apt "${ours[@]}" download "$@") || return 1
  apt --simulate "${ours_in[@]}" install "${files}"/*.deb || return 1
  mapfile -t needed < <(sed -n 's/^Inst \([^ ]*\).*/\1/p' "${RESULT_FILE:?}.said")
  without_named "$@"
  divide "${needed[@]}"
  ((${#here[@]} == 0)) || (cd "${files}" && apt "${ours[@]}" download "${here[@]}") || return 1
  ((${#elsewhere[@]} == 0)) || apt --download-only install --no-install-recommends "${elsewhere[@]}" || return 1
  chown -R 0:0 "${files}"
  ((${#elsewhere[@]} == 0)) || printf '%s\n' "${elsewhere[@]}" >"${files}/elsewhere.new"
  touch "${files}/elsewhere.new"
  printf '%s\n' "$*" >"${files}/staged"
  mv "${files}/elsewhere.new" "${files}/elsewhere"
}

# folder_of PACKAGE[=VERSION] ...: where they are between download and installation.
folder_of() {
  printf '/var/cache/apt/stargate/%s\n' "${1%%[=:]*}"
}

# is_staged PACKAGE[=VERSION] ...: whether all of it was downloaded. Whether the files are what they should be is
# apt's to say, when it installs them.
is_staged() {
  local files
  files=$(folder_of "$@")
  [[ -e ${files}/elsewhere && $(<"${files}/staged") == "$*" ]]
}

# without_named PACKAGE[=VERSION] ...: removes them from the caller's needed.
without_named() {
  local package
  local -a rest=()
  for package in "${needed[@]}"; do
    [[ " ${*%%[=:]*} " == *" ${package} "* ]] || rest+=("${package}")
  done
  needed=("${rest[@]}")
}

# without_installed PACKAGE[=VERSION] ...: adds to the caller's missing what is not installed in that version.
without_installed() {
  local package have
  for package in "$@"; do
    have=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}=${Version}' "${package%%=*}" 2>/dev/null || true)
    [[ ${have} == "installed ${package}" ]] || missing+=("${package}")
  done
}

# mend_packages: finishes what an interrupted dpkg began: a run of ours that was cancelled, or a server that lost its
# power.
mend_packages() {
  local -a torn
  mapfile -t torn < <(torn_packages)
  if is_interrupted; then
    # It fails for what was torn, after it did the others.
    DEBIAN_FRONTEND=noninteractive unlocked dpkg --force-confold --configure -a \
      || ((${#torn[@]} > 0)) \
      || blame PackageInstallFailed "an interrupted installation cannot be finished" \
        "run dpkg --configure -a on the server, and see the log"
  fi
  ((${#torn[@]} == 0)) || reinstall "${torn[@]}" \
    || blame PackageInstallFailed "a package that was torn in the middle cannot be installed again" "see the log"
}

# is_interrupted: whether dpkg did not come to an end.
is_interrupted() {
  [[ -n $(dpkg --audit) ]] || compgen -G '/var/lib/dpkg/updates/[0-9]*' >/dev/null
}

# torn_packages: those whose unpacking was interrupted. dpkg configures none of them, and apt takes them for installed.
torn_packages() {
  dpkg-query --show --showformat='${db:Status-Eflag} ${db:Status-Status} ${Package}\n' \
    | sed -nE 's/^(reinstreq [^ ]+|ok half-installed) //p'
}

# reinstall PACKAGE ...: installs each anew, from where it belongs.
reinstall() {
  local -a here=() elsewhere=() flags=(--reinstall --allow-change-held-packages)
  divide "$@"
  ((${#elsewhere[@]} == 0)) || apt install "${flags[@]}" "${elsewhere[@]}" || return 1
  ((${#here[@]} == 0)) || apt "${ours[@]}" "${flags[@]}" install --allow-downgrades "${here[@]}"
}

# refusals: what repositories answered instead of a file, as "URL STATUS WORDS", one a line.
refusals() {
  awk '/^Err:/ { url = $2 }
    url != "" && /^ +[1-5][0-9][0-9] +/ { sub(/ *\[.*/, ""); $1 = $1; print url, $0; url = "" }' "${RESULT_FILE:?}.said"
}

# blame_repository MESSAGE: ends the script after apt could not download from a repository of spec.repositories. One
# that answers, and has nothing where the wanted minor would be, lacks that minor: some say 403 of what they do not have.
blame_repository() {
  local url answer minor
  minor=$(cut -d . -f 1,2 <<<"${KUBERNETES_VERSION:?}")
  while read -r url answer; do
    if [[ ${answer} == 40[34]* && ${url} =~ (^|[^0-9.])${minor//./\\.}([^0-9]|$) ]]; then
      fail VersionNotAvailable "there is no Kubernetes ${minor} at ${url}, which answers ${answer}" \
        "change spec.kubernetesVersion in the profile, or correct the URL in spec.repositories"
    elif [[ ${answer} == 404* ]]; then
      fail RepositoryUnreachable "$1: it answers ${answer}" "check the URL in spec.repositories"
    fi
  done < <(refusals)
  blame RepositoryUnreachable "$1" "check the URL in spec.repositories and the server's way to it"
}

# blame REASON MESSAGE REMEDY: ends the script after apt or dpkg failed: with what stood in the way, where that can
# be told from what it said, else with the three.
blame() {
  local said=${RESULT_FILE:?}.said line
  if line=$(grep -Em 1 "${lock_held}" "${said}"); then
    again PackageLockHeld "${line} (waited ${PACKAGE_LOCK_SECONDS:?} s)" \
      "wait for that program, or end it on the server"
  elif line=$(grep -Eim 1 "No space left on device|You don't have enough free space" "${said}"); then
    fail DiskFull "${line}" "free space on the server"
  elif line=$(grep -Em 1 'Temporary failure resolving|Could not resolve' "${said}"); then
    again NameResolutionFailed "${line}" "check the server's DNS: resolvectl status, /etc/resolv.conf"
  elif line=$(grep -Eim 1 'is not valid yet|not yet valid' "${said}"); then
    again ClockSkewed "${line}" "set the server's clock: timedatectl set-ntp true"
  fi
  again "$@"
}
