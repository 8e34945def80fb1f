#!/usr/bin/env bash
# Rules of packet filters that a membership left. Sourced by residue.sh, after files.sh, which knows whose networks there are.

# Chains of iptables, as awk reads them: mawk knows no {12}.
readonly chain_names='(KUBE-|CNI-|CILIUM_|OLD_CILIUM_|FLANNEL-|cali-|WEAVE-|ANTREA-)'
readonly table_names='^(stargate_pod_egress|kube-proxy|flannel-ipv[46]|cni_hostport|cni_plugins_masquerade|calico|antrea-.+)$'
# Chains of CNI's plugins that all networks of a host share.
readonly shared_chains='^CNI-(FORWARD|ADMIN|HOSTPORT-|ISOLATION-)' shared_tables='^(cni_hostport|cni_plugins_masquerade)$'

# filters: the programs that tell of iptables' rules, in each of its two homes.
filters() {
  local name
  for name in iptables ip6tables; do
    if command -v "${name}-nft-save" >/dev/null; then
      printf '%s\n' "${name}-nft"
      ! command -v "${name}-legacy-save" >/dev/null || printf '%s\n' "${name}-legacy"
    elif command -v "${name}-save" >/dev/null; then
      printf '%s\n' "${name}"
    fi
  done
}

# Reads what iptables-save prints. `task` is list ("TABLE CHAIN" of ours) or remove (what takes them out, with each jump
# into them). A chain that a rule ties to a network in `theirs` ("|NAME|NAME|"), by the comment of CNI's plugins, is not ours.
# shellcheck disable=SC2016 # awk's
readonly chains_program='
  function target(rule,  found) {
    while (match(rule, / -[jg] [^ ]+/)) { found = substr(rule, RSTART + 4, RLENGTH - 4); rule = substr(rule, RSTART + 3) }
    return found
  }
  function network(rule) {
    return match(rule, /name: \\"[^"\\]+/) ? substr(rule, RSTART + 8, RLENGTH - 8) : ""
  }
  function is_own(table, chain) {
    return chain ~ names && !((table, chain) in foreign) && !(theirs != "||" && chain ~ shared)
  }
  { line[NR] = $0 }
  /^\*/ { table = substr($1, 2) }
  /^-A/ && index(theirs, "|" network($0) "|") > 0 && network($0) != "" { foreign[table, $2]; foreign[table, target($0)] }
  END {
    for (at = 1; at <= NR; at++) {
      split(line[at], word, " ")
      chain = line[at] ~ /^:/ ? substr(word[1], 2) : word[2]
      if (line[at] ~ /^\*/) {
        table = substr(word[1], 2); flush = delete_all = ""
        if (task == "remove") print line[at]
      } else if (line[at] ~ /^:/ && is_own(table, chain)) {
        if (task == "list") print table, chain
        flush = flush "-F " chain "\n"; delete_all = delete_all "-X " chain "\n"
      } else if (task == "remove" && line[at] ~ /^-A/ && !is_own(table, chain) && is_own(table, target(line[at]))) {
        print "-D" substr(line[at], 3)
      } else if (task == "remove" && line[at] ~ /^COMMIT/) {
        printf "%s%s", flush, delete_all; print line[at]
      }
    }
  }'

# chains FILTER TASK: what the program above says of it.
chains() {
  local theirs
  theirs=$(foreign_networks | paste -sd '|')
  "$1-save" 2>/dev/null \
    | awk -v task="$2" -v names="^${chain_names}" -v shared="${shared_chains}" -v theirs="|${theirs}|" "${chains_program}"
}

filter_chains() {
  local filter
  for filter in $(filters); do
    chains "${filter}" list | sed "s/^/${filter} /"
  done
}

nft_tables() {
  local family name theirs
  command -v nft >/dev/null || return 0
  theirs=$(foreign_networks)
  while read -r _ family name; do
    [[ -z ${theirs} || ! ${name} =~ ${shared_tables} ]] || continue
    [[ ! ${name} =~ ${table_names} ]] || printf 'nft %s %s\n' "${family}" "${name}"
  done < <(nft list tables 2>/dev/null)
}

# clear_filters: takes out our chains and every jump into them, in one step for each table; what else is in there stays.
clear_filters() {
  local filter family name
  for filter in $(filters); do
    chains "${filter}" remove | "${filter}-restore" --noflush || true
  done
  while read -r _ family name; do
    nft delete table "${family}" "${name}" || true
  done < <(nft_tables)
}
