#!/usr/bin/env bash
# Stands for jest: writes the results that the test prepared for the suite, and says nothing.
set -euo pipefail
suite=$2
output=${4#--outputFile=}
[[ -f ../${suite}.json ]] || exit 1
cp "../${suite}.json" "${output}"
! grep -q '"numFailedTests":1' "${output}"
