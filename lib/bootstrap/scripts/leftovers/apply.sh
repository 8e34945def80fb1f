#!/usr/bin/env bash
# Removes what an earlier membership of a cluster left, and proves it gone: a node that joins over it has two pod
# networks, or another cluster's certificates.
set -euo pipefail
: "${LIB:?}"
# shellcheck source=../lib.sh
. "${LIB}"
# shellcheck source=../residue/residue.sh
. "$(dirname "${BASH_SOURCE[0]}")/../residue/residue.sh"

clear_residue
# What the profile's own script made may be among it.
rm -f /var/lib/stargate/custom-script.sha256
prove_clean
