import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { succeeds } from "../run";

/** Modules that machines expect to be there: they cannot load any where the host has no module files. */
const MODULES = ["overlay", "br_netfilter", "nf_conntrack", "veth"] as const;

/**
 * Every systemd, containerd and kubelet of every machine counts against the one limit of root; a systemd that gets
 * none gives up. Measured: 8 for a machine, 15 for a node.
 */
const INOTIFY_INSTANCES_PER_MACHINE = 20;
const LEAST_INOTIFY_INSTANCES = 1024;
const INOTIFY_INSTANCES_FILE = "/proc/sys/fs/inotify/max_user_instances";

/** Prepares what all machines share of the host's kernel. */
export async function prepareKernel(machines: number): Promise<string> {
  // Built into the kernel counts as well, and then modprobe may fail: the machines' own checks will tell.
  await Promise.all(
    MODULES.filter(module => !existsSync(`/sys/module/${module}`)).map(module =>
      succeeds(["modprobe", "--quiet", module]).catch(() => false),
    ),
  );
  const wanted = LEAST_INOTIFY_INSTANCES + machines * INOTIFY_INSTANCES_PER_MACHINE;
  const before = Number(readFileSync(INOTIFY_INSTANCES_FILE, "utf8"));
  if (before >= wanted) {
    return "ready";
  }
  writeFileSync(INOTIFY_INSTANCES_FILE, String(wanted));
  return `fs.inotify.max_user_instances raised from ${before} to ${wanted}`;
}
