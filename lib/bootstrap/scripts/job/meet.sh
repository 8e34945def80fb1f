#!/usr/bin/env bash
# Prints who the host is, an empty line, and where a run stands: all that is to be known of it first, in one session.
set -euo pipefail

# shellcheck source=../host/facts.sh
. "$(dirname "${BASH_SOURCE[0]}")/../host/facts.sh"

echo

# shellcheck source=inspect.sh
. "$(dirname "${BASH_SOURCE[0]}")/inspect.sh"
