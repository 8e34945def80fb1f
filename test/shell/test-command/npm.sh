#!/usr/bin/env bash
# Stands for npm: fails at the script that FAIL names.
: "${FAIL?}"
[[ $3 != "${FAIL}" ]]
