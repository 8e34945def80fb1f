import { existsSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import type { Lab } from "../lab";
import { forgetResource, recordResource } from "../ledger";
import { until } from "../poll";

const CGROUP_ROOT = "/sys/fs/cgroup";
const EMPTY_CGROUP_TIMEOUT_MS = 60_000;

/** Writes a machine's cgroup into the ledger before the machine makes it. */
export function claimCgroup(lab: Lab, name: string): void {
  recordResource(lab, "cgroup", name);
}

/** Removes the cgroups that a machine left in every hierarchy; its processes are dead already. */
export async function removeCgroup(lab: Lab, name: string): Promise<void> {
  const wait = { what: `cgroup ${name} to be empty`, deadlineMs: EMPTY_CGROUP_TIMEOUT_MS };
  for (const directory of hierarchies().map(hierarchy => path.join(hierarchy, name))) {
    await until(wait, () => {
      removeTree(directory);
      return Promise.resolve({ done: true });
    });
  }
  forgetResource(lab, "cgroup", name);
}

/** Version 2 has one hierarchy, version 1 one per controller. */
function hierarchies(): readonly string[] {
  return existsSync(path.join(CGROUP_ROOT, "cgroup.controllers"))
    ? [CGROUP_ROOT]
    : foldersIn(CGROUP_ROOT);
}

/** Only folders can be removed in a cgroup file system, and only from the leaves up. */
function removeTree(directory: string): void {
  if (existsSync(directory)) {
    foldersIn(directory).forEach(removeTree);
    rmdirSync(directory);
  }
}

function foldersIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => path.join(directory, entry.name));
}
