#!/usr/bin/env bash
# Which Server the host says it is: what step identity wrote. Sourced by the scripts that ask.

readonly identity=/var/lib/stargate/identity.json

# identity_field NAME: what the record says there; nothing where there is no record.
identity_field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "${identity}" 2>/dev/null || true
}
