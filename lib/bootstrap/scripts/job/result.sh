#!/usr/bin/env bash
# How a run ended. Sourced by whatever has to know.
: "${run_dir:?}"

# has_ended: whether the last word about the run was said.
has_ended() {
  [[ -s ${run_dir}/exit.json ]] || [[ -s ${run_dir}/journal.jsonl && -n $(last_word) ]]
}

# last_word: prints the exit record, or the end of the journal where there is none, as on a disk that was full.
# Nothing when neither is whole.
last_word() {
  LC_ALL=C grep -ahsE '"result":"(Succeeded|Failed)".*\}$' "${run_dir}/journal.jsonl" "${run_dir}/exit.json" | tail -n 1 || true
}
