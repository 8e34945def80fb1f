#!/usr/bin/env bash
# Exit 0 when the repositories are set up as wanted, signed by their keys, and offer the version.
#
# FILES_DIR/repositories/N has url and, where given, key.asc and fingerprint.
set -euo pipefail
: "${LIB:?}" "${FILES_DIR:?}" "${KUBERNETES_VERSION:?}"
# shellcheck source=../lib.sh
. "${LIB}"

readonly sources=/etc/apt/sources.list.d/stargate.sources keyrings=/etc/apt/keyrings

same "${FILES_DIR}/stargate.sources" "${sources}" || exit 10
for repository in "${FILES_DIR}"/repositories/*/; do
  keyring=${keyrings}/stargate-$(basename "${repository}").asc
  [[ -s ${keyring} ]] || exit 10
  [[ ! -e ${repository}/key.asc ]] || same "${repository}/key.asc" "${keyring}" || exit 10
  if [[ -e ${repository}/fingerprint ]]; then
    wanted=$(<"${repository}/fingerprint")
    [[ $(fingerprints_of "${keyring}") == "${wanted}" ]] || exit 10
  fi
done

# repository_urls: all of them, on one line.
repository_urls() {
  awk 1 "${FILES_DIR}"/repositories/*/url | paste -sd " "
}

# Only our own lists are fetched: what else the server uses is none of our business.
if ! apt "${ours[@]}" update -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any; then
  problem=$(sed -En 's/^[EW]: //p' "${RESULT_FILE:?}.said" | head -n 1)
  # apt says of a list that it was refused, too, that it is not signed.
  if [[ -z $(refusals) ]] && grep -Eq 'NO_PUBKEY|BADSIG|EXPKEYSIG|REVKEYSIG|not signed|invalid signature|GPG error|Sub-process /usr/bin/sqv' "${RESULT_FILE}.said"; then
    fail RepositoryNotTrusted "${problem}" "check the key or fingerprint of spec.repositories in the profile"
  fi
  blame_repository "${problem}"
fi

versions=$(offered kubelet)
case ${KUBERNETES_VERSION} in
  *.*.*) found=$(grep -m 1 -F "${KUBERNETES_VERSION}-" <<<"${versions}" || true) ;;
  *) found=$(grep -m 1 -F "${KUBERNETES_VERSION}." <<<"${versions}" || true) ;;
esac
if [[ -z ${found} ]]; then
  fail VersionNotAvailable \
    "Kubernetes ${KUBERNETES_VERSION} is not among the versions on offer ($(paste -sd " " <<<"${versions:-none}")) at $(repository_urls)" \
    "change spec.kubernetesVersion in the profile, or add a repository that has it"
fi
output kubernetesPackage "${found}"
output kubernetesVersion "${found%%-*}"
