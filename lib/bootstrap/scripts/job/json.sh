#!/usr/bin/env bash
# How an object of JSON is written. Sourced by whatever tells something to the controller.

# json_object KEY VALUE ...: leaves an object of strings in $json; pairs without a value are left out. Control
# characters are dropped, but for line ends and tabs.
json_object() {
  local separator='' text
  json='{'
  while (($# > 1)); do
    if [[ -n $2 ]]; then
      for text in "$1" "$2"; do
        text=${text//\\/\\\\}
        text=${text//\"/\\\"}
        text=${text//$'\t'/\\t}
        text=${text//$'\n'/\\n}
        json+="${separator}\"${text//[[:cntrl:]]/}\""
        separator=:
      done
      separator=,
    fi
    shift 2
  done
  json+='}'
}
