#!/usr/bin/env bash
# Makes the root file system that our images share: a C library, certificates and Node.js, without a shell.
#   base.sh PACKAGES NODE ROOT
# PACKAGES is a folder of .deb files. Everything in ROOT comes from them, from NODE and from here.
set -euo pipefail
umask 022
readonly packages=$1 node=$2 root=$3

# Debian has one tree below /usr; its packages may still name the old places.
for folder in bin lib lib64 sbin; do
  mkdir -p "${root}/usr/${folder}"
  ln -s "usr/${folder}" "${root}/${folder}"
done

# Scanners read the versions of what is here where images without a package manager have them.
readonly status="${root}/var/lib/dpkg/status.d"
mkdir -p "${status}"
for package in "${packages}"/*.deb; do
  dpkg-deb --fsys-tarfile "${package}" | tar --extract --keep-directory-symlink --directory "${root}"
  name=$(dpkg-deb --field "${package}" Package)
  dpkg-deb --field "${package}" >"${status}/${name}"
done

# What update-ca-certificates would make of them.
mkdir -p "${root}/etc/ssl/certs"
find "${root}/usr/share/ca-certificates" -name '*.crt' -print0 | LC_ALL=C sort --zero-terminated \
  | xargs --null cat >"${root}/etc/ssl/certs/ca-certificates.crt"

# Nobody reads, converts or runs these here. Licences stay.
find "${root}/usr/share/doc" ! -type d ! -name copyright -delete
find "${root}/usr/share/doc" -type d -empty -delete
rm -r "${root}"/usr/share/{lintian,man,locale,info,bug,base-files,ca-certificates} "${root}"/usr/lib/*/gconv \
  "${root}"/usr/sbin/* "${root}"/etc/update-motd.d 2>/dev/null || true

cat >"${root}/etc/passwd" <<'END'
root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
END
cat >"${root}/etc/group" <<'END'
root:x:0:
nonroot:x:65532:
END
# Without it the C library asks DNS before /etc/hosts.
echo 'hosts: files dns' >"${root}/etc/nsswitch.conf"
mkdir -p "${root}/home/nonroot"

install -D -m 0755 "${node}" "${root}/usr/local/bin/node"
