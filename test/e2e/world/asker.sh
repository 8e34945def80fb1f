#!/usr/bin/env bash
# Asks every address that it was told last for a page, ten times a second, and says how many have answered.
# Standard input: lines of addresses; what stands in the last one counts. Its end ends this.
# Standard output: lines of milliseconds since the epoch, addresses that answered, addresses that were asked.
set -euo pipefail

readonly port=8080 patience=1

pages=()
while :; do
  status=0
  line=
  # Nothing within a tenth of a second is no news: that is the pace, too.
  IFS= read -r -t 0.1 line || status=$?
  if ((status == 0)); then
    pages=()
    for address in ${line}; do
      pages+=(--output /dev/null "http://${address}:${port}/hostname")
    done
  elif ((status <= 128)); then
    exit 0
  fi
  answered=0
  if ((${#pages[@]} > 0)); then
    codes=$(curl --silent --parallel --parallel-immediate --max-time "${patience}" \
      --write-out '%{http_code}\n' "${pages[@]}" 2>/dev/null || true)
    answered=$(grep -c '^200$' <<<"${codes}" || true)
  fi
  printf '%s %s %s\n' "$((${EPOCHREALTIME/./} / 1000))" "${answered}" "$((${#pages[@]} / 3))"
done
