#!/bin/sh
# Becomes root and runs what comes on standard input. Sent as the command of an SSH session, so it is read by
# the login shell of whoever logs in, and takes no parameters.
# What a login shell prints by itself comes before the mark, and is none of ours.
# Exit code 77 (sysexits.h, EX_NOPERM): this login may not become root without a password.
printf '\001stargate\001\n'
# bash knows without asking; other login shells have no such variable.
# shellcheck disable=SC3028
if [ "${EUID:-$(id -u)}" = 0 ]; then exec bash -s; fi
sudo -n -l bash >/dev/null 2>&1 || exit 77
exec sudo -n bash -s
