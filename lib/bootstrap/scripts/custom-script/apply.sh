#!/usr/bin/env bash
# Runs the profile's own script: by its own shebang where it has one, else by bash. It gets the variables that
# docs/operations.md lists, and nothing else of ours.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${OUTPUTS_DIR:?}"
: "${NODE_NAME:?}" "${NODE_IP:?}" "${SERVER_NAMESPACE:?}" "${OPERATION_UID:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly folder=/var/lib/stargate/custom-script record=/var/lib/stargate/custom-script.sha256

rm -rf "${folder}" "${record}"
install -d -m 0700 "${folder}"
trap 'rm -rf "${folder}"' EXIT
install -m 0700 "${FILES_DIR}/custom-script" "${folder}/run"
command=("${folder}/run")
[[ $(head -c 2 "${folder}/run" | tr -d '\0') == '#!' ]] || command=(bash "${folder}/run")

cd "${folder}"
code=0
env --ignore-environment PATH="${PATH}" HOME=/root LC_ALL=C.UTF-8 \
  NODE_NAME="${NODE_NAME}" NODE_IP="${NODE_IP}" SERVER_NAMESPACE="${SERVER_NAMESPACE}" \
  KUBERNETES_VERSION="$(<"${OUTPUTS_DIR}/kubernetesVersion")" OPERATION_UID="${OPERATION_UID}" \
  "${command[@]}" || code=$?
((code == 0)) \
  || again CustomScriptFailed "spec.customBootstrapScript ended with exit code ${code}" \
    "see the log for what it printed; each try begins at its beginning, also that of a new operation"
put "${OUTPUTS_DIR}/customScriptDigest" "${record}" 0600
