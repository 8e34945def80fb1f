#!/usr/bin/env bash
# Builds the module and its stock manifests into dist/ (certificates and paths in there are new each time), and the
# command line as one file that runs wherever Node.js 20.18 or newer is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# As they are now: one that changes while it is built is built again.
sources=$(npx tsx hack/built-from.ts)
readonly stamp=dist/.built-from
rm -f "${stamp}"

if ! said=$(npx pepr build --rbac-mode scoped "$@" 2>&1); then
  printf '%s\n' "${said}" >&2
  exit 1
fi
# The module travels in a Secret, which holds 1 MiB; the rest of the budget is for what comes.
readonly budget_bytes=716800
bytes=$(gzip -9c dist/pepr-stargate.js | wc -c)
echo "built dist/pepr-stargate.js: $((bytes / 1024)) KiB gzipped of $((budget_bytes / 1024)) KiB" >&2
((bytes <= budget_bytes)) || {
  echo "the module is over its budget" >&2
  exit 1
}

readonly cli=dist/stargate.cjs
npx esbuild lib/cli/main.ts --bundle --platform=node --target=node20 --format=cjs --minify --legal-comments=eof \
  --alias:node-fetch=./hack/node-fetch.mjs --banner:js='#!/usr/bin/env node' --outfile="${cli}" --log-level=warning \
  --metafile="${cli%.cjs}.meta.json"
chmod +x "${cli}"
echo "built ${cli}" >&2
# With options it is another build of the same.
(($#)) || printf '%s' "${sources}" >"${stamp}"
