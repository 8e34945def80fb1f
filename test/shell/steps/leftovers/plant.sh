#!/usr/bin/env bash
# Plants one thing of each kind that a membership leaves, and one of each kind that is somebody else's, then runs a
# script and tells what is left. In a network namespace and a root of its own.
#
# usage: plant.sh SCRIPT ...
set -euo pipefail

# put PATH ...: files with something in them.
put() {
  local path
  for path in "$@"; do
    install -D -m 0644 /dev/stdin "${path}" <<<"something"
  done
}

mkdir -p /run/netns
for name in cni0 flannel.1 cilium_host lxc0123456789ab cali0123456789a vxlan.calico kube-ipvs0 br-site lxcbr0 cnix; do
  ip link add "${name}" type bridge
  # Addresses that it gives itself come a moment later, or not.
  ip link set "${name}" addrgenmode none
done
ip link add veth-pod type veth peer name eth-pod
ip link set veth-pod master cni0
ip link add veth-site type veth peer name eth-site
ip link set veth-site master br-site
ip link set cni0 up
ip link set br-site up
ip route add 10.99.1.0/24 dev cni0
ip route add 10.99.2.0/24 dev br-site
ip route add blackhole 10.99.3.0/26 proto 80
ip netns add cni-old
ip netns add site
nft add table ip kube-proxy
nft add table ip stargate_pod_egress
nft add table inet site
mkdir -p /var/lib/kubelet/pods/volume /srv
mount -t tmpfs volume /var/lib/kubelet/pods/volume
put /var/lib/kubelet/pods/volume/data /var/lib/kubelet/config.yaml /etc/kubernetes/pki/ca.crt \
  /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/manifests/static.yaml /etc/kubernetes/site.conf \
  /etc/cni/net.d/10-flannel.conflist /etc/cni/net.d/calico-kubeconfig /etc/cni/net.d/87-podman-bridge.conflist \
  /etc/cni/net.d/99-loopback.conf /etc/cni/net.d/README /var/lib/cni/networks/cbr0/10.99.1.2 \
  /var/lib/cni/networks/podman/10.88.0.2 /etc/stargate/pod-egress.nft /etc/systemd/system/stargate-pod-egress.service \
  /var/lib/stargate/custom-script.sha256 /var/lib/cni/networks/bridge/10.4.0.2 /var/lib/cni/results/bridge-default-1-eth0 \
  /var/lib/site/disk/data
# nerdctl calls its network "bridge", and users of podman call theirs as they please.
install -m 0644 /dev/stdin /etc/cni/net.d/site.conflist <<'END'
{
  "name": "bridge", "plugins": [{ "name": "x" }],
  "nerdctlID": "1"
}
END
ln -s /opt/site/azure.conflist /etc/cni/net.d/10-azure.conflist
mkdir -p /run/cilium/cgroupv2 /var/lib/kubelet/pods/local
mount -t tmpfs cgroup /run/cilium/cgroupv2
touch /run/cilium/cgroupv2/cgroup.procs
# As a local volume: data of the site on the same file system.
mount --bind /var/lib/site/disk /var/lib/kubelet/pods/local

for script in "$@"; do
  code=0
  bash "${script}" || code=$?
  echo "${script##*/} ended with ${code}"
done

echo "left:"
ip -o link show | sed -E 's/^[0-9]+: ([^:@]+).*/link \1/'
ip route show | sed 's/^/route /'
find /run/netns \( -name 'cni-*' -o -name site \) -printf 'namespace %f\n'
nft list tables
find /etc/kubernetes /etc/cni/net.d /var/lib/kubelet /var/lib/cni /etc/stargate /var/lib/stargate \
  /var/lib/site ! -type d
