#!/usr/bin/env bash
# Containers and sandboxes that a membership left. Sourced by residue.sh.

# runtime ARGUMENTS: ctr, which would wait for ever for a containerd that hangs.
runtime() {
  timeout --kill-after=1 10 ctr "$@"
}

containers() {
  ! runtime_answers || runtime --namespace k8s.io containers list --quiet
}

runtime_answers() {
  command -v ctr >/dev/null && runtime version >/dev/null 2>&1
}

# clear_containers: through the runtime's own API for Kubernetes first, which also takes pods out of their network.
clear_containers() {
  local id ids
  runtime_answers || return 0
  mapfile -t ids < <(containers)
  ((${#ids[@]} > 0)) || return 0
  if command -v kubeadm >/dev/null; then
    # It asks no API server: a worker has no admin.conf.
    timeout 120 kubeadm reset phase cleanup-node --cri-socket unix:///run/containerd/containerd.sock || true
  fi
  mapfile -t ids < <(containers)
  for id in "${ids[@]}"; do
    runtime --namespace k8s.io tasks kill --all --signal SIGKILL "${id}" 2>/dev/null || true
    runtime --namespace k8s.io tasks delete --force "${id}" 2>/dev/null || true
    runtime --namespace k8s.io containers delete "${id}" || true
  done
}
