#!/usr/bin/env bash
# Prints what of a server is somebody's: links, rules, mounts and files where a membership would leave something.
set -euo pipefail

ip -o link show | sed -E 's/^[0-9]+: ([^:@]+).*/link \1/'
ip route show dev br-site 2>/dev/null | sed -E 's/^(\S+) .*/route \1/'
find /run/netns -mindepth 1 -printf 'namespace %f\n' 2>/dev/null || true
nft list tables | grep -vE ' (filter|nat|mangle)$' || true
for program in iptables ip6tables iptables-legacy; do
  "${program}-save" 2>/dev/null | grep -E '^(:.* -|-A)' | sed -E "s/^/${program} /; s/ \[.*//" || true
done
ctr --namespace k8s.io containers list --quiet | sed 's/^/container /'
awk '$5 ~ "^/(var/lib/kubelet|run/containerd|srv)/" { print "mount", $5 }' /proc/self/mountinfo
find /etc/kubernetes /etc/cni/net.d /var/lib/kubelet /var/lib/cni /run/cni /var/lib/etcd /etc/stargate /etc/apt/sources.list.d \
  /etc/apt/keyrings /etc/sysctl.d/90-stargate.conf /etc/modules-load.d/stargate.conf /var/lib/stargate/identity.json \
  /etc/systemd/system/stargate-pod-egress.service ! -type d 2>/dev/null || true
systemctl is-active kubelet || true
systemctl is-enabled kubelet 2>&1 || true
apt-mark showhold
