#!/usr/bin/env bash
# Exit 0 when the profile's own script has succeeded on this server with these variables.
set -euo pipefail
: "${FILES_DIR:?}" "${OUTPUTS_DIR:?}" "${NODE_NAME:?}" "${NODE_IP:?}" "${SERVER_NAMESPACE:?}"

# The operation's UID is another one each time; it is no reason to run the script again.
digest=$(printf '%s\0' "${NODE_NAME}" "${NODE_IP}" "${SERVER_NAMESPACE}" "$(<"${OUTPUTS_DIR}/kubernetesVersion")" \
  | sha256sum - "${FILES_DIR}/custom-script" | cut -d ' ' -f 1)
printf '%s\n' "${digest}" >"${OUTPUTS_DIR}/customScriptDigest"
cmp -s "${OUTPUTS_DIR}/customScriptDigest" /var/lib/stargate/custom-script.sha256 || exit 10
