#!/usr/bin/env bash
# Applies a manifest without storing it, again and again, each time on a connection of its own; tells how each went.
set -uo pipefail

readonly manifest=$1

while true; do
  if said=$(kubectl apply --dry-run=server -f "${manifest}" 2>&1); then
    echo ok
  else
    echo "failed: ${said//$'\n'/ }"
  fi
done
