#!/usr/bin/env bash
# Runs the stub on one server as the original does: ssh through a nested ssh, script on standard input.
#
# usage: openssh.sh ADDRESS
# A connection that the jump host refuses (255) is tried again ATTEMPTS times; the original tries once.
set -euo pipefail
: "${JUMP:?}" "${JUMP_KEY:?}" "${SERVER_KEY:?}" "${SCRIPT:?}" "${ATTEMPTS:?}"

readonly options=(
  -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
  -o IdentitiesOnly=yes -o ConnectTimeout=30 -p 22
)

once() {
  ssh "${options[@]}" -i "${SERVER_KEY}" \
    -o ProxyCommand="ssh ${options[*]} -i ${JUMP_KEY} -W %h:%p root@${JUMP}" \
    "root@$1" 'sudo bash -s' <"${SCRIPT}"
}

code=255
for ((attempt = 1; attempt <= ATTEMPTS && code == 255; attempt++)); do
  code=0
  once "$1" 2>/dev/null || code=$?
done
exit "${code}"
