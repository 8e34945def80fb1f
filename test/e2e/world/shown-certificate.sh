#!/usr/bin/env bash
# Prints the certificate that an address shows to whoever connects now.
set -uo pipefail

openssl s_client -connect "$1" </dev/null 2>/dev/null
