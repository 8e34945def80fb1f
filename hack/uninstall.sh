#!/usr/bin/env bash
# Takes Stargate out of the cluster that kubectl speaks to: the module as `npx pepr deploy` made it or what `helm uninstall`
# left of it, its CRDs with all objects, its rights, and what it wrote itself.
#
#   bash hack/uninstall.sh                refuses while there are Servers: each that is deleted before gives its host back clean
#   bash hack/uninstall.sh --keep-nodes   lets go of the Servers: their hosts stay nodes, and nobody looks after them
#
# Namespace pepr-system and what people put there stay, as does what other modules of Pepr need.
set -euo pipefail

readonly namespace=pepr-system

# A pod of Pepr's is killed after five seconds, one of the chart's after forty; a CRD goes when its last object has.
readonly patience=180s

readonly kinds=(servers operations provisioningprofiles routers)

say() { printf 'uninstall: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

remove() { kubectl delete --ignore-not-found --timeout="${patience}" "$@"; }

# has CRD: whether the cluster knows of it. A cluster that cannot be asked is no cluster without it.
has() {
  local found
  found=$(kubectl get crd "$1" --ignore-not-found -o name) || fail "the cluster does not answer"
  [[ -n ${found} ]]
}

# count KIND JSONPATH-FILTER: how many objects of ours there are that the filter lets through.
count() {
  if has "$1.stargate.io"; then
    kubectl get "$1.stargate.io" -A -o jsonpath="{range .items[$2]}x{end}" | wc -c
  else
    echo 0
  fi
}

refuse_release() {
  local release
  release=$(kubectl get secrets -n "${namespace}" -l owner=helm,name=stargate -o name)
  [[ -z ${release} ]] || fail "Helm has a release here: helm uninstall stargate -n ${namespace}, then this again"
}

# Without the module nobody resets a host; with --keep-nodes nobody is to.
refuse_servers() {
  local servers
  servers=$(count servers '*')
  [[ ${servers} == 0 || $1 == --keep-nodes ]] \
    || fail "${servers} Servers are still there: delete them while the module runs, and each gives its host back clean;" \
      "or let go of them with --keep-nodes, and their hosts stay nodes"
}

# With the module away they would never end, so they are no reason then.
refuse_operations() {
  local live module
  module=$(kubectl get deployment pepr-stargate-watcher -n "${namespace}" --ignore-not-found -o name)
  live=$(count operations '?(@.metadata.finalizers)')
  [[ ${live} == 0 || -z ${module} ]] \
    || fail "${live} Operations are at work: wait for them, or delete them, which stops their runs"
}

# A watcher that saw its Servers go would have their hosts reset: its pods are gone before anything else is touched.
remove_module() {
  remove deployments -n "${namespace}" --cascade=foreground pepr-stargate pepr-stargate-watcher
  remove mutatingwebhookconfiguration/pepr-stargate validatingwebhookconfiguration/pepr-stargate
}

# Nobody is left to take these off, and a CRD with an object that is held would stay forever.
remove_finalizers() {
  local kind object
  for kind in "${kinds[@]}"; do
    has "${kind}.stargate.io" || continue
    kubectl get "${kind}.stargate.io" -A \
      -o jsonpath='{range .items[?(@.metadata.finalizers)]}{.metadata.namespace} {.metadata.name}{"\n"}{end}' \
      | while read -r in object; do
        kubectl patch "${kind}.stargate.io" "${object}" -n "${in}" --type=merge -p '{"metadata":{"finalizers":null}}'
      done
  done
}

remove_objects() {
  remove_finalizers
  remove crd "${kinds[@]/%/.stargate.io}"
  has peprstores.pepr.dev || return 0
  remove peprstores.pepr.dev -n "${namespace}" pepr-stargate-store pepr-stargate-schedule
  local others
  others=$(kubectl get peprstores.pepr.dev -A -o name)
  [[ -n ${others} ]] || remove crd peprstores.pepr.dev
}

remove_rights() {
  local in
  remove clusterrolebinding pepr-stargate pepr-stargate-webhook stargate-node-bootstrapper stargate-get-nodes
  remove clusterrole pepr-stargate pepr-stargate-webhook stargate-inventory
  local -r module=(stargate pepr-stargate-store pepr-stargate-webhook)
  remove rolebinding -n "${namespace}" "${module[@]}"
  remove role -n "${namespace}" "${module[@]}"
  remove rolebinding -n kube-system \
    stargate-bootstrap-tokens stargate-kubelet-config stargate-nodes-kubeadm-config stargate-kube-proxy-config
  remove role -n kube-system stargate-bootstrap-tokens stargate-kube-proxy-config
  # The one that people make in each namespace of Servers.
  kubectl get rolebindings -A --field-selector metadata.name=stargate-inventory \
    -o jsonpath='{range .items[*]}{.metadata.namespace}{"\n"}{end}' \
    | while read -r in; do
      remove rolebinding stargate-inventory -n "${in}"
    done
}

remove_belongings() {
  remove validatingadmissionpolicybinding/stargate-secrets validatingadmissionpolicy/stargate-secrets
  remove serviceaccount pepr-stargate -n "${namespace}"
  remove services -n "${namespace}" pepr-stargate pepr-stargate-watcher
  remove secrets -n "${namespace}" pepr-stargate-module pepr-stargate-tls pepr-stargate-api-path stargate-webhook
  # A token of an operation that nobody ended.
  remove secrets -n kube-system -l stargate.io/operation
  kubectl get leases -n "${namespace}" -o name \
    | { grep -E '/stargate-(leader$|server-)' || true; } \
    | while read -r lease; do
      remove "${lease}" -n "${namespace}"
    done
}

# Machines that were let go without being cleaned stay out, whoever ran them is gone or not.
remove_policy() {
  local forgotten
  forgotten=$(kubectl get configmap stargate-forgotten -n "${namespace}" --ignore-not-found -o jsonpath='{.data}')
  if [[ -n ${forgotten} && ${forgotten} != "{}" ]]; then
    say "the policy stargate-forgotten and its ConfigMap stay, for machines are on the list; without it they may come back:" \
      "kubectl delete validatingadmissionpolicybinding/stargate-forgotten validatingadmissionpolicy/stargate-forgotten"
    return
  fi
  remove validatingadmissionpolicybinding/stargate-forgotten validatingadmissionpolicy/stargate-forgotten
  remove configmap stargate-forgotten -n "${namespace}"
}

case $# in
  0) ;;
  1) [[ $1 == --keep-nodes ]] || fail "usage: bash hack/uninstall.sh [--keep-nodes]" ;;
  *) fail "usage: bash hack/uninstall.sh [--keep-nodes]" ;;
esac
refuse_release
refuse_servers "${1-}"
refuse_operations
remove_module
remove_objects
remove_rights
remove_belongings
remove_policy
say "done; yours to delete: namespace ${namespace}, with ConfigMap stargate-config and the Secrets of routers"
