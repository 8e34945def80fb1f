#!/usr/bin/env bash
# Preflight checks of what the server has to reach. Each asks for a few seconds at most. Sourced by check.sh.
: "${FILES_DIR:?}" "${API_SERVER:?}" "${KUBERNETES_VERSION:?}" "${scratch:?}"

# Longest wait for a connection or for the next byte, and for all of one download, seconds.
readonly answer_seconds=4 probe_seconds=8
# What every IPv6 host must be able to send in one piece, and what tailnets have (1280).
readonly least_mtu=1280
# apt's own downloader: it is there wherever apt is, and verifies certificates.
readonly downloader=/usr/lib/apt/apt-helper

# probe URL FILE [OPTION ...]: what apt says of a download.
probe() {
  LC_ALL=C timeout "${probe_seconds}" "${downloader}" -o Acquire::Retries=0 -o APT::Sandbox::User=root \
    -o Acquire::http::Timeout="${answer_seconds}" -o Acquire::https::Timeout="${answer_seconds}" \
    "${@:3}" download-file "$1" "$2" 2>&1
}

# address_of URL: its host, without a port.
address_of() {
  local host=${1#*://}
  host=${host%%/*}
  host=${host##*@}
  printf '%s' "${host%%:*}"
}

# names_to_resolve: the hosts of the repositories that have names. What goes through a proxy is resolved there.
names_to_resolve() {
  local file host
  # A grep that ends early would have apt-config fail.
  ! apt-config dump 2>/dev/null | grep -E '^Acquire::https?::Proxy "[^"]+"' >/dev/null || return 0
  for file in "${FILES_DIR}"/repositories/*/url; do
    host=$(address_of "$(<"${file}")")
    [[ ${host} =~ ^[0-9.]+$ ]] || printf '%s\n' "${host}"
  done | sort -u
}

name_resolution() {
  local name names lost
  names=$(names_to_resolve)
  [[ -n ${names} ]] || pass "there is no name to resolve"
  # Beside each other: a server without DNS takes its time for each.
  mapfile -t lost < <(
    while read -r name; do
      { timeout "${answer_seconds}" getent ahosts "${name}" >/dev/null || printf '%s\n' "${name}"; } &
    done <<<"${names}"
    wait
  )
  ((${#lost[@]} == 0)) \
    || refuse_now NameResolutionFailed "the server cannot resolve ${lost[*]}" \
      "check the server's DNS: resolvectl status, /etc/resolv.conf"
  pass "${names//$'\n'/, }"
}

# Each repository is judged in the words of the step that uses it.
repositories() {
  local file result url code
  for file in "${FILES_DIR}"/repositories/*/url; do
    result=${scratch}/of-$(basename "$(dirname "${file}")")
    url=$(<"${file}")
    {
      code=0
      (RESULT_FILE=${result} ask_repository "${url}") || code=$?
      echo "${code}" >"${result}.code"
    } &
  done
  wait
  for file in "${scratch}"/of-*.code; do
    code=$(<"${file}")
    result=${file%.code}
    ((code == 0)) || refuse_as "${code}" "${result}"
  done
  pass
}

# ask_repository URL: ends the subshell as lib.sh says, unless the repository answers with a list of what it has.
ask_repository() {
  local said
  : >"${RESULT_FILE:?}"
  probe "$1InRelease" "${RESULT_FILE}.list" >"${RESULT_FILE}.said" && return
  # Some say 403 of what they do not have.
  if grep -Eq '^ +4[0-9][0-9] ' "${RESULT_FILE}.said"; then
    probe "$1Release" "${RESULT_FILE}.list" >"${RESULT_FILE}.said" && return
  fi
  said=$(what_was_said "$1" "${RESULT_FILE}.said")
  # What else was answered, blame_repository puts behind it.
  ! grep -q ' 404 ' "${RESULT_FILE}.said" || said="$1Release cannot be downloaded"
  blame_repository "${said}" 2>/dev/null
}

# what_was_said URL FILE: apt's own words, or that it had none in time.
what_was_said() {
  local words
  words=$(sed -n 's/^E: //p' "$2" | head -n 1)
  printf '%s' "${words:-$1 does not answer within ${probe_seconds} s}"
}

# Whatever the API server answers, its certificate was verified by then.
api_server() {
  local host said
  host=$(address_of "${API_SERVER}")
  if said=$(probe "${API_SERVER}/version" "${scratch}/version" \
    -o "Acquire::https::CAInfo=${FILES_DIR}/ca.crt" -o Acquire::https::Verify-Peer=true -o Acquire::https::Verify-Host=true \
    -o "Acquire::https::Proxy::${host}=DIRECT"); then
    pass "${API_SERVER}"
  fi
  printf '%s' "${said}" >"${scratch}/api-server.said"
  ! grep -Eq '^ +[1-5][0-9][0-9] ' "${scratch}/api-server.said" || pass "${API_SERVER}"
  said=$(what_was_said "${API_SERVER}" "${scratch}/api-server.said")
  if [[ ${said} == *ertificate* ]]; then
    refuse_now ApiServerNotTrusted "${said}" \
      "set control-plane-ip to an address that the API server's certificate names, and let the server reach that API server and no other"
  fi
  refuse_now ApiUnavailable "${said}" \
    "check the way from the server to ${API_SERVER}: routes, firewalls, the router"
}

# The way to the API server is the way to the other nodes, too. Packets that do not fit are lost without a word where
# nobody says so: logins work, and what is larger hangs.
mtu() {
  local host route mtu interface
  host=$(address_of "${API_SERVER}")
  route=$(ip -o -4 route get "${host}" 2>/dev/null) \
    || refuse_now ApiUnavailable "the server has no route to ${host}" "give it one: ip route"
  if [[ ${route} =~ \ mtu\ (lock\ )?([0-9]+) ]]; then
    mtu=${BASH_REMATCH[2]}
  elif [[ ${route} =~ \ dev\ ([^ ]+) ]]; then
    interface=${BASH_REMATCH[1]}
    mtu=$(<"/sys/class/net/${interface}/mtu")
  fi
  ((${mtu:-0} >= least_mtu)) \
    || warn MtuTooSmall "packets to ${host} have ${mtu:-an unknown number of} bytes at most" \
      "raise the MTU of ${interface:-that route} to ${least_mtu} at least, or lower that of the pod network"
  pass "${mtu} bytes"
}
