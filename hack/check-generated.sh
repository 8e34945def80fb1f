#!/usr/bin/env bash
# What is generated is what `npm run generate` makes of its sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly generated=(lib/api lib/bootstrap/scripts.generated.ts docs/reference)
fingerprint() {
  git ls-files --cached --others --exclude-standard -z -- "${generated[@]}" | xargs -0 sha256sum
}

before=$(fingerprint)
tsx hack/generate.ts
after=$(fingerprint)
if [[ ${before} != "${after}" ]]; then
  echo "generated files were out of date and are now written: look at them and commit them" >&2
  exit 1
fi
