#!/usr/bin/env bash
# Boots one machine in the foreground. Runs in a mount namespace of its own.
set -euo pipefail
: "${MACHINE:?}" "${GUEST_HOSTNAME:?}" "${DISK:?}" "${BASE:?}" "${GUEST:?}" "${CGROUP:?}"

# A container manager's cgroup becomes the guest's root: each machine needs one to itself, in every hierarchy.
join_cgroup() {
  local hierarchy=$1
  mkdir -p "${hierarchy}/${CGROUP}"
  # In version 1, a cpuset takes no process before it has processors and memory.
  local file
  for file in cpuset.cpus cpuset.mems; do
    if [[ -f "${hierarchy}/tasks" && -f "${hierarchy}/${file}" ]]; then
      cat "${hierarchy}/${file}" >"${hierarchy}/${CGROUP}/${file}"
    fi
  done
  echo "$$" >"${hierarchy}/${CGROUP}/cgroup.procs"
}

if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
  # In version 2, a controller is there for a group when its parent hands it down; the kernel may lack some.
  for controller in cpuset cpu io memory hugetlb pids; do
    echo "+${controller}" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
  done
  join_cgroup /sys/fs/cgroup
else
  for procs in /sys/fs/cgroup/*/cgroup.procs; do
    join_cgroup "${procs%/*}"
  done
fi

mount -t overlay overlay \
  -o "lowerdir=${BASE},upperdir=${DISK}/upper,workdir=${DISK}/work" "${DISK}/root"
# nspawn keeps bookkeeping here that would outlive a machine whose plug was pulled.
mkdir -p /run/systemd/nspawn
mount -t tmpfs -o mode=0755 nspawn /run/systemd/nspawn

arguments=(
  --quiet --settings=no --register=no --keep-unit --boot
  --machine="${MACHINE}" --hostname="${GUEST_HOSTNAME}" --directory="${DISK}/root"
  --network-namespace-path="/run/netns/${GUEST}"
  --capability=all --system-call-filter='@keyring bpf @mount'
  --resolv-conf=off --timezone=off --link-journal=no --console=pipe
  # A real file system: containerd's overlays do not work on top of an overlay.
  --bind="${DISK}/var:/var"
)
if [[ -d /lib/modules ]]; then
  arguments+=(--bind-ro=/lib/modules)
fi
exec systemd-nspawn "${arguments[@]}"
