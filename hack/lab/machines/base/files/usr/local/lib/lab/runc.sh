#!/bin/sh
# Some hosts give even root no CAP_SYS_RESOURCE. There no process can lower its OOM score, and runc refuses the pod
# sandbox, which asks for -998. On such a host a negative wish becomes 0; anywhere else nothing is touched.
# (containerd's own answer, restrict_oom_score_adj, would need a drop-in, and the imports of containerd 1.6 replace the
# whole section of a plugin: the drop-in would undo the product's configuration.)
set -eu

cap_sys_resource=$((1 << 24))
bounding=$(sed -n 's/^CapBnd:[[:space:]]*/0x/p' /proc/self/status)

if [ $((bounding & cap_sys_resource)) -eq 0 ]; then
  previous=
  for argument in "$@"; do
    case ${previous} in
      --bundle) spec=${argument}/config.json ;;
      --process) spec=${argument} ;;
      *) spec= ;;
    esac
    if [ -n "${spec}" ]; then
      sed -i 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/g' "${spec}"
    fi
    previous=${argument}
  done
fi
exec /usr/sbin/runc "$@"
