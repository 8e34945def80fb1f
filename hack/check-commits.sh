#!/usr/bin/env bash
# Commit messages follow Conventional Commits: those since COMMIT_RANGE_FROM where it is set, else the last one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

from=${COMMIT_RANGE_FROM-}
if [[ -z ${from} ]]; then
  # Not HEAD~1: a first commit has no parent, and a shallow clone does not have it.
  commitlint --last
elif git cat-file -e "${from}^{commit}" 2>/dev/null; then
  commitlint --from "${from}" --to HEAD
else
  printf 'check-commits: this clone lacks COMMIT_RANGE_FROM=%s: git fetch --unshallow\n' "${from}" >&2
  exit 1
fi
