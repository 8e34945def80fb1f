#!/usr/bin/env bash
# Every test there is, on a lab of its own that is taken down again.
#
# The last line, whatever happens, counts what the test runner itself reported: N passed, N failed, N skipped.
# A suite without results, because something before it failed, counts as one failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

export STARGATE_LAB=${STARGATE_LAB:-test}
readonly suites=(unit contract shell crds e2e)
results=$(mktemp -d)
readonly results
trap 'rm -rf "${results}"' EXIT

code=0

# must WHAT COMMAND: says so when it fails; what needs it is left out.
must() {
  "${@:2}" && return
  code=1
  echo "FAILED: $1" >&2
  return 1
}

# suite NAME OPTIONS: one project of jest.config.cjs; its results stay as JSON.
suite() {
  echo "── test:$1" >&2
  must "test:$1" jest --selectProjects "$1" --json --outputFile="${results}/$1.json" "${@:2}" >/dev/null
}

if must "the setup of this machine" bash hack/setup.sh; then
  suite unit --coverage
  suite shell
  if must "the build" npm run --silent build && must "the lab" npm run --silent lab -- up; then
    suite contract --runInBand
    suite crds --runInBand
    suite e2e --runInBand
  fi
  must "taking the lab down" npm run --silent lab -- down --purge
fi
# Where Node itself is missing, nothing can have passed.
if command -v node >/dev/null; then
  node hack/count-results.cjs "${results}" "${suites[@]}" || code=1
else
  echo "0 passed, ${#suites[@]} failed, 0 skipped"
fi
exit "${code}"
