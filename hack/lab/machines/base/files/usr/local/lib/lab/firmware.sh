#!/bin/sh
# Gives a container what a kubelet expects of a server: writable cgroups and sysctls, and a kernel log. Runs at each
# boot, before anything else, so that a reboot from inside needs no hand from outside.
set -eu

mount -o remount,bind,rw /proc/sys

# Version 1 only: a version 2 hierarchy is the guest's own and writable from the start.
for procs in /sys/fs/cgroup/*/cgroup.procs; do
  if [ -e "${procs}" ]; then
    mount -o remount,bind,rw "${procs%/*}"
  fi
done

if [ ! -c /dev/kmsg ]; then
  rm -f /dev/kmsg
  mknod -m 0644 /dev/kmsg c 1 11
fi
