#!/usr/bin/env bash
# Stands for the program by whose name it is called: notes the call in CALLS and does what DOES/NAME says.
set -uo pipefail

name=${0##*/}
printf '%s\n' "${name} $*" >>"${CALLS:?}"
# shellcheck source=/dev/null
. "${DOES:?}/${name}"
