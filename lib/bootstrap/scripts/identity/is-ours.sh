#!/usr/bin/env bash
# Whether the host says that it is this Server. Sourced by the steps that take that back.
: "${NODE_NAME:?}" "${SERVER_NAMESPACE:?}"

# shellcheck source=../identity/recorded.sh
. "$(dirname "${BASH_SOURCE[0]}")/../identity/recorded.sh"

# is_ours: by name, not by UID: a Server that was deleted and made again is the same server.
is_ours() {
  [[ $(identity_field nodeName) == "${NODE_NAME}" && $(identity_field serverNamespace) == "${SERVER_NAMESPACE}" ]]
}
