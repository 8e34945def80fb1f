import { rm } from "node:fs/promises";
import { removeNamespace } from "../lab/fabric/namespace";
import { type Lab, statePath } from "../lab/lab";
import { listResources } from "../lab/ledger";
import { forgetRecord, listRecords, stateOf } from "../lab/process/record";
import { until } from "../lab/poll";
import { isAlive, type ProcessIdentity } from "../lab/process/identity";

const KILL_TIMEOUT_MS = 20_000;

/**
 * Ends every recorded process of a farm and removes every recorded namespace; what is not on record is not touched.
 *
 * A host is one process: the kernel ends everything that it runs, and its mounts, with its PID 1.
 */
export async function removeRemains(lab: Lab): Promise<void> {
  const records = listRecords(lab);
  const alive = records.flatMap(({ name }): readonly ProcessIdentity[] => {
    const state = stateOf(lab, name);
    return state.kind === "running" ? [state.identity] : [];
  });
  alive.forEach(({ pid }) => kill(pid));
  await until({ what: "the farm to be empty", deadlineMs: KILL_TIMEOUT_MS }, () => {
    const left = alive.filter(isAlive).length;
    return Promise.resolve(left === 0 ? { done: true } : { seen: `${left} processes` });
  });
  // Empties each namespace, too: a host's own processes may need a moment longer.
  await Promise.all(listResources(lab, "namespace").map(name => removeNamespace(lab, name)));
  records.forEach(({ name }) => forgetRecord(lab, name));
  await rm(statePath(lab, "hosts"), { recursive: true, force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It exited between the look and the signal.
  }
}
