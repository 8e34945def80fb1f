#!/usr/bin/env bash
# What scripts that were killed left of secrets. Sourced by the scripts that come from the controller.
: "${RUN_ID:?}" "${UNIT:?}"

readonly secrets_root=/run/stargate

# remove_leftovers: uploads that nobody receives, looks that nobody is at, and secrets of runs without a unit. Under the start lock only:
# whoever holds it may be about to start a run with what lies there. Of what systemd says nothing, everything stays.
remove_leftovers() {
  local path id state
  for path in "${secrets_root}"/*; do
    id=${path##*/}
    if [[ ${id} == upload.* || ${id} == look.* ]]; then
      # Whoever is at work with it holds a lock on it.
      flock --nonblock "${path}" rm -rf "${path}" || true
    elif [[ -d ${path} ]]; then
      state=$(systemctl is-active "${UNIT%"${RUN_ID}"}${id%.new}" || true)
      [[ ! ${state} =~ ^(inactive|failed)$ ]] || rm -rf "${path}"
    fi
  done
}
