#!/usr/bin/env bash
# Prints the processes of the module in pods of this machine and their logs, one a line, and what each process could write,
# or has written: a root that is not read-only, files of its user, and a message for whoever asks why it ended.
set -uo pipefail

# Where the kernel shows itself, and no file is kept.
readonly kernel='^(proc|sysfs|cgroup2?|devpts|mqueue)$'

# written PID: files on what is mounted for the process and may be written to.
written() {
  local root=/proc/$1/root point kind options user
  user=$(stat -c %u "/proc/$1")
  while read -r _ point kind options _; do
    [[ ${options} =~ ^rw && ! ${kind} =~ ${kernel} ]] || continue
    [[ ${point} != / ]] || echo 'its root can be written to'
    find "${root}${point}" -xdev -type f \( -user "${user}" -o -path '*/termination-log' \) -size +0 -printf 'it wrote %p\n'
  done <"/proc/$1/mounts"
}

main() {
  local environ pid
  for environ in /proc/[0-9]*/environ; do
    grep -qz '^STARGATE_WEBHOOK_SECRET=' "${environ}" 2>/dev/null || continue
    pid=${environ#/proc/}
    pid=${pid%/environ}
    printf 'process %s\n' "$(tr '\0' ' ' <"/proc/${pid}/cmdline")"
    written "${pid}"
  done
  find /var/log/pods/pepr-system_* -type f -size +0 -printf 'log %p\n'
}

main
