#!/usr/bin/env bash
# Which Server the host says it is. Sourced by the steps that take that back.
: "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"

readonly identity=/var/lib/stargate/identity.json

# identity_field NAME: what the record says there.
identity_field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "${identity}"
}

# is_ours: by name, not by UID: a Server that was deleted and made again is the same server.
is_ours() {
  [[ -e ${identity} && $(identity_field nodeName) == "${NODE_NAME}" &&
  $(identity_field serverNamespace) == "${SERVER_NAMESPACE}" ]]
}
