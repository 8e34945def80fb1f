#!/usr/bin/env bash
# Does nothing, for a minute, under the name and with the words that it is started with.
set -euo pipefail

sleep 60 &
wait
