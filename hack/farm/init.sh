#!/usr/bin/env bash
# PID 1 of a host of the farm: gives it a private root over this machine's own, then runs its sshd.
#
# usage: unshare --mount --uts --pid --fork --kill-child --mount-proc bash init.sh NAME ROOT STUBS
#
# ROOT/etc, ROOT/var/lib, ROOT/root   what the host has changed; ROOT/boot_id  its boot
# ROOT/control                        a FIFO: "start" and "stop" do that to its sshd and all logins
# Everything of the host ends with this process, as with the power.
set -euo pipefail

readonly name=$1 root=$2 stubs=$3

# ROOT may lie below /root or /tmp, so what is taken from it comes first.
exec 3<>"${root}/control"
for path in etc var/lib; do
  mount -t overlay overlay \
    -o "lowerdir=/${path},upperdir=${root}/${path},workdir=${root}/.work/${path}" "/${path}"
done
mount --bind "${root}/boot_id" /proc/sys/kernel/random/boot_id
mount --bind -o ro "${stubs}" /usr/local/sbin
mount -t tmpfs -o mode=0755 run /run
mount --bind "${root}/root" /root
mount -t tmpfs -o mode=1777 tmp /tmp
mkdir -p /run/sshd /run/farm/units /run/systemd/system
hostname "${name}"
cd /

# sshd writes its PID file when it listens.
start_sshd() {
  /usr/sbin/sshd -D -e 3>&- &
  sshd=$!
}

# Only this host's processes are seen from here.
stop_sshd() {
  pkill -KILL -x sshd || true
  wait "${sshd}" || true
  rm -f /run/sshd.pid
}

sshd=
start_sshd
while read -r command <&3; do
  case ${command} in
    start) start_sshd ;;
    stop) stop_sshd ;;
    *) echo "init: what is ${command}?" >&2 ;;
  esac
done
