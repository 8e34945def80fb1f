#!/usr/bin/env bash
# The last step of mmdebstrap: turns a bare Debian into the lab's base image, and fetches what the lab's package
# repositories offer while the Debian mirror is still in reach.
set -euo pipefail
root=${1:?the new root}
: "${BASE_FILES:?}" "${PACKAGES:?}" "${MMDEBSTRAP_APT_CONFIG:?}"

fetch() {
  local folder=${PACKAGES}/$1
  shift
  mkdir -p "${folder}/partial"
  APT_CONFIG=${MMDEBSTRAP_APT_CONFIG} apt-get --quiet --yes --no-install-recommends --download-only \
    -o "Dir::Cache::archives=${folder}" -o APT::Sandbox::User=root install "$@"
  rm -r "${folder}/partial" "${folder}/lock"
}

# Exactly the packages that a machine lacks: apt resolves against what is installed in the new root.
fetch runtime containerd runc
fetch busybox busybox-static

cp --recursive --no-target-directory --preserve=mode "${BASE_FILES}" "${root}"
install -d "${root}/usr/local/lib/lab/bin"
ln -s ../runc.sh "${root}/usr/local/lib/lab/bin/runc"
chmod 0440 "${root}/etc/sudoers.d/90-ubuntu"

# Tells this image from another one of the same recipe: a disk fits only the image that it was made on.
cp /proc/sys/kernel/random/uuid "${root}/usr/local/lib/lab/image-id"

# Every machine gets host keys, a name and a machine ID of its own.
rm -f "${root}"/etc/ssh/ssh_host_* "${root}/etc/hostname"
: >"${root}/etc/machine-id"

chroot "${root}" useradd --create-home --shell /bin/bash --uid 1000 ubuntu
install -d -m 0700 -o 1000 -g 1000 "${root}/home/ubuntu/.ssh"

systemctl --root="${root}" --quiet enable systemd-networkd.service lab-firmware.service
# Without a mirror these would only fail, and hold apt's lock while they do.
systemctl --root="${root}" --quiet mask apt-daily.timer apt-daily-upgrade.timer fstrim.timer \
  e2scrub_all.timer e2scrub_reap.service getty.target console-getty.service
