#!/usr/bin/env bash
# What the repositories offer. Sourced.
: "${FILES_DIR:?}" "${KUBERNETES_VERSION:?}"

# repository_urls: all of them, on one line.
repository_urls() {
  awk 1 "${FILES_DIR}"/repositories/*/url | paste -sd " "
}

# fetch_lists: only our own: what else the server uses is none of our business.
fetch_lists() {
  local problem
  # shellcheck disable=SC2154 # of lib.sh
  if ! apt "${ours[@]}" update -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any; then
    problem=$(sed -En 's/^[EW]: //p' "${RESULT_FILE:?}.said" | head -n 1)
    # apt says of a list that it was refused, too, that it is not signed.
    if [[ -z $(refusals) ]] && grep -Eq 'NO_PUBKEY|BADSIG|EXPKEYSIG|REVKEYSIG|not signed|invalid signature|GPG error|Sub-process /usr/bin/sqv' "${RESULT_FILE}.said"; then
      fail RepositoryNotTrusted "${problem}" "check the key or fingerprint of spec.repositories in the profile"
    fi
    blame_repository "${problem}"
  fi
}

# resolve_version: the newest version on offer that is wanted, for the steps to come.
resolve_version() {
  local versions found
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
}
