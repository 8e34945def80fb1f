#!/usr/bin/env bash
# Plants on a server what earlier memberships leave, one of each kind that a lab's kernel knows, and beside each
# something of the site's own.
set -euo pipefail

put() {
  local path
  for path in "$@"; do
    install -D -m 0644 /dev/stdin "${path}" <<<"something"
  done
}

for name in flannel.1 cilium_host lxc0123456789ab cali0123456789a vxlan.calico kube-ipvs0 br-site lxcbr0; do
  ip link show "${name}" >/dev/null 2>&1 || ip link add "${name}" type bridge
done
ip link set cilium_host up
ip link set br-site up
ip route replace 10.99.1.0/24 dev cilium_host
ip route replace 10.99.2.0/24 dev br-site
ip netns add cni-old
ip netns add site
nft add table ip kube-proxy
nft add table inet site
for program in iptables ip6tables; do
  "${program}" -N SITE
  "${program}" -A INPUT -j SITE
  "${program}" -A SITE -m comment --comment "not KUBE- at all" -j ACCEPT
  "${program}" -t nat -N CNI-0a1b
  "${program}" -t nat -A POSTROUTING -m comment --comment 'name: "cbr0"' -j CNI-0a1b
done
iptables-legacy -N KUBE-OLD || true
mkdir -p /var/lib/kubelet/pods/volume /srv/site
mount -t tmpfs volume /var/lib/kubelet/pods/volume
mount -t tmpfs site /srv/site
put /var/lib/kubelet/pods/volume/data /etc/kubernetes/pki/old.crt /etc/kubernetes/manifests/.old.yaml \
  /etc/kubernetes/site.conf /etc/cni/net.d/99-flannel.conflist /etc/cni/net.d/zz-podman-bridge.conflist \
  /var/lib/cni/networks/cbr0/10.99.1.2 /var/lib/cni/networks/podman/10.88.0.2 /srv/site/data /var/lib/etcd/data
