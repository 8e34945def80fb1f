import { existsSync } from "node:fs";
import { LabError } from "../errors";
import type { Lab } from "../lab";
import { forgetResource, listResources, recordResource } from "../ledger";
import { until } from "../poll";
import { namespaceFile } from "../process/enter-namespace";
import { run, succeeds } from "../run";

const EMPTY_NAMESPACE_TIMEOUT_MS = 60_000;

/** Makes a network namespace; one that exists but is not in the ledger belongs to somebody else. */
export async function ensureNamespace(lab: Lab, name: string): Promise<void> {
  claimNamespace(lab, name);
  if (await succeeds(["ip", "-n", name, "link", "set", "lo", "up"])) {
    return;
  }
  // A file without a namespace behind it: `ip netns add` was killed half-way, or the host was restarted.
  await succeeds(["ip", "netns", "delete", name]);
  await run(["ip", "netns", "add", name]);
  await run(["ip", "-n", name, "link", "set", "lo", "up"]);
}

/** Writes the namespace into the ledger before anything makes it. */
export function claimNamespace(lab: Lab, name: string): void {
  if (listResources(lab, "namespace").includes(name)) {
    return;
  }
  if (existsSync(namespaceFile(name))) {
    throw new LabError(
      `network namespace ${name} exists, but this lab did not make it`,
      `if it is left over from a lab whose state folder was removed: ip netns delete ${name}`,
    );
  }
  recordResource(lab, "namespace", name);
}

/** Kills what still runs in the namespace, which is the lab's by the ledger, and removes it. */
export async function removeNamespace(lab: Lab, name: string): Promise<void> {
  const wait = { what: `namespace ${name} to be empty`, deadlineMs: EMPTY_NAMESPACE_TIMEOUT_MS };
  await until(wait, async () => {
    const pids = await processesIn(name);
    pids.forEach(kill);
    return pids.length === 0 ? { done: true } : { seen: `processes ${pids.join(", ")}` };
  });
  await succeeds(["ip", "netns", "delete", name]);
  forgetResource(lab, "namespace", name);
}

async function processesIn(name: string): Promise<readonly number[]> {
  if (!existsSync(namespaceFile(name))) {
    return [];
  }
  const output = await run(["ip", "netns", "pids", name]).catch(() => "");
  return output.split("\n").filter(Boolean).map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It exited in the meantime.
  }
}
