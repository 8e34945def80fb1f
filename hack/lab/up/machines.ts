import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { type Lab, statePath } from "../lab";
import { supervisorName } from "../machines/guest";
import { retireMachine, startMachine, waitForSsh, writeSshConfig } from "../machines/machine";
import { ensureKeys } from "../machines/ssh";
import { listRecords } from "../process/record";
import type { Report } from "../progress";
import type { Machine } from "../topology";

/** A boot keeps one core busy for about a second; a few more than that wait for each other, not for the host. */
const BOOTS_PER_CORE = 2;

/** Starts the machines that do not run, a few at a time, and waits until the control plane can log in to each. */
export async function startMachines(
  lab: Lab,
  machines: readonly Machine[],
  baseRoot: string,
  report: Report,
): Promise<string> {
  await ensureKeys(lab);
  const limit = pLimit(availableParallelism() * BOOTS_PER_CORE);
  let started = 0;
  let answering = 0;
  const start = async (machine: Machine): Promise<void> => {
    const state = await startMachine(lab, machine, baseRoot);
    started += state === "started" ? 1 : 0;
    writeSshConfig(lab, machines);
    await waitForSsh(lab, machine.name);
    answering += 1;
    report(`${answering} of ${machines.length} answer SSH`);
  };
  try {
    await Promise.all(machines.map(machine => limit(start, machine)));
  } finally {
    // After a failure, nobody waits for the others.
    limit.clearQueue();
  }
  return `${machines.length} answer SSH, ${started} of them started now`;
}

/** Machines of an earlier `up` that asked for more servers. */
export function findSurplusMachines(lab: Lab, machines: readonly Machine[]): readonly string[] {
  const wanted = new Set(machines.map(({ name }) => name));
  return knownMachines(lab)
    .filter(name => !wanted.has(name))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Erases machines that the topology no longer has. */
export async function retireMachines(lab: Lab, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await retireMachine(lab, name);
  }
}

/** Machines that run or have run, and those whose disks outlived a `down`. */
function knownMachines(lab: Lab): readonly string[] {
  const prefix = supervisorName("");
  const recorded = listRecords(lab)
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length));
  return [...new Set([...recorded, ...disks(lab)])];
}

function disks(lab: Lab): readonly string[] {
  try {
    return readdirSync(statePath(lab, "machines")).filter(name => !name.includes("."));
  } catch {
    return [];
  }
}
