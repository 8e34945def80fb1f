#!/usr/bin/env bash
# Records its own identity and becomes the daemon: exec keeps pid and start time, so that no daemon ever runs
# unrecorded, wherever the program that started it was killed.
set -euo pipefail

pid_file=${1:?}
shift

read -r boot_id </proc/sys/kernel/random/boot_id
read -r stat </proc/self/stat
# Start time is field 22; the command name, field 2, may hold blanks and ends with the last bracket.
read -ra fields <<<"${stat##*) }"

printf '%s %s %s\n' "$$" "${fields[19]}" "${boot_id}" >"${pid_file}.new"
mv "${pid_file}.new" "${pid_file}"
exec "$@"
