#!/usr/bin/env bash
# Preflight checks of the host itself. Sourced by check.sh.
: "${NOW_SECONDS:?}" "${CLOCK_TOLERANCE_SECONDS:?}"

# What packages and images take.
readonly needed_disk_kib=2097152
# What a kubelet and a runtime take, with room for a pod. Source: k3s, "Requirements", of an agent, which is just these.
readonly least_memory_kib=524288
# What kubeadm asks of a control plane; its guide asks "2 GB or more" of every machine, less what a kernel keeps.
# Source: kubeadm, constants.ControlPlaneMem (1700, which it compares with MiB).
readonly advised_memory_kib=1740800
# The kubelet's own port. Source: KubeletConfiguration, port.
readonly kubelet_port=10250

root_access() {
  ((EUID == 0)) \
    || refuse SudoRefused "the login is not root" "allow it to become root: see SudoRefused in docs/operations.md"
  pass
}

operating_system() {
  command -v apt-get >/dev/null || refuse UnsupportedHost "there is no apt-get" "use Debian or Ubuntu"
  [[ -d /run/systemd/system ]] || refuse UnsupportedHost "systemd is not running" "boot the server with systemd"
  pass
}

architecture() {
  local machine
  machine=$(uname -m)
  case ${machine} in
    x86_64 | aarch64) pass "${machine}" ;;
    *) refuse UnsupportedHost "the architecture is ${machine}" "use x86_64 or aarch64" ;;
  esac
}

disk_space() {
  local free_kib path
  # Not /usr: some mount it for writing only while packages change.
  for path in /etc /var; do
    [[ -w ${path} ]] || refuse UnsupportedHost "the file system of ${path} is read-only" \
      "look into dmesg for why, and mount it for writing: mount -o remount,rw"
  done
  free_kib=$(df --output=avail -k /var | tail -n 1)
  ((free_kib >= needed_disk_kib)) \
    || refuse DiskFull "/var has $((free_kib / 1024)) MiB free" "free 2 GiB for packages and images"
  pass "/var has $((free_kib / 1024)) MiB free"
}

# memory_kib NAME: a line of /proc/meminfo.
memory_kib() {
  awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo
}

memory() {
  local kib
  kib=$(memory_kib MemTotal)
  ((kib >= least_memory_kib)) \
    || refuse MemoryLow "the server has $((kib / 1024)) MiB of memory" "give it $((least_memory_kib / 1024)) MiB at least"
  ((kib >= advised_memory_kib)) \
    || warn MemoryLow "the server has $((kib / 1024)) MiB of memory, which leaves little for pods" "give it 2 GiB"
  pass "$((kib / 1024)) MiB"
}

# Certificates and signed package lists are judged by this clock. NOW_SECONDS is the controller's, as the run was
# shipped; a server that has just booted may set its own yet.
clock() {
  local ahead
  ahead=$(($(date +%s) - NOW_SECONDS))
  ((ahead <= CLOCK_TOLERANCE_SECONDS && -ahead <= CLOCK_TOLERANCE_SECONDS)) \
    || refuse_now ClockSkewed "the server's clock says $(date -u +%FT%TZ), which is ${ahead} s off the controller's" \
      "set the server's clock: timedatectl set-ntp true"
  pass
}

# Swap is switched off by a step of its own, which needs room in memory for what is swapped out.
swap() {
  local used_kib available_kib
  # A container sees the swap of the machine around it, which is not its own to switch off.
  ! systemd-detect-virt --quiet --container || pass "not this container's own"
  used_kib=$(awk 'NR > 1 { used += $4; devices++ } END { if (devices) print used + 0 }' /proc/swaps)
  [[ -n ${used_kib} ]] || pass "off"
  available_kib=$(memory_kib MemAvailable)
  ((used_kib < available_kib)) \
    || refuse SwapOn "$((used_kib / 1024)) MiB are swapped out, and there is room for $((available_kib / 1024)) MiB in memory" \
      "end what uses the memory, or run swapoff --all when there is room"
  warn SwapOn "swap is on; the step swap switches it off, now and at every boot" "nothing has to be done"
}

# has_module NAME: whether the kernel has it built in, or could load it.
has_module() {
  modprobe --dry-run --quiet "$1" 2>/dev/null
}

# Judged by effect first: a kernel may have them built in, and no module tree at all.
kernel_modules() {
  local missing=()
  grep -qw overlay /proc/filesystems || has_module overlay || missing+=(overlay)
  [[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] || has_module br_netfilter || missing+=(br_netfilter)
  ((${#missing[@]} == 0)) \
    || refuse UnsupportedHost "the kernel has no module ${missing[*]}" "boot a kernel that has it, with its modules"
  pass
}

ports() {
  local listener
  command -v ss >/dev/null || pass "nobody can tell without ss, of the package iproute2"
  listener=$(ss -Hltnp "sport = :${kubelet_port}" | sed -nE 's/.*users:\(\("([^"]*)".*/\1/p' | head -n 1)
  [[ -z ${listener} || ${listener} == kubelet ]] \
    || refuse PortInUse "${listener} listens on port ${kubelet_port}, which the kubelet needs" "end ${listener} on the server"
  pass
}
