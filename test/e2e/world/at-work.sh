#!/bin/bash
# A profile's own script that is at work for a while, and tells how often it ran for an operation.
set -euo pipefail
: "${OPERATION_UID:?}"

echo once >>"/var/tmp/ran-${OPERATION_UID}"
sleep 15
