#!/usr/bin/env bash
# Every shell file of the repository is formatted and free of findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -t files < <(git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run 'test/shell/stubs/*' 'hack/farm/stubs/*')
shfmt -d "${files[@]}"
shellcheck -x -P SCRIPTDIR "${files[@]}"
