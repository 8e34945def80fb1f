import { readFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "../errors";
import { commandFor, type Lab, logPath } from "../lab";
import { until } from "../poll";
import { childrenOf } from "../process/identity";
import { stateOf } from "../process/record";

/** The guest's environment is its own, not that of who types the command. */
const GUEST_ENVIRONMENT = [
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  "HOME=/root",
  "USER=root",
  `TERM=${process.env["TERM"] ?? "dumb"}`,
];

/** Longest time from power-on to the guest's first process; measured: half a second, and much more under load. */
const BOOT_TIMEOUT_MS = 120_000;

/** The lab's process that stands for a machine. */
export function supervisorName(machine: string): string {
  return `machine-${machine}`;
}

/** The guest's first process as the host sees it, once it is there. */
export function guestInit(lab: Lab, machine: string): number | undefined {
  const supervisor = stateOf(lab, supervisorName(machine));
  if (supervisor.kind !== "running") {
    return undefined;
  }
  return childrenOf(supervisor.identity.pid).flatMap(childrenOf).find(isFirstInNamespace);
}

/** Waits until the guest of a machine that is switched on is there; fails at once for one that is off. */
export async function awaitGuest(lab: Lab, machine: string): Promise<void> {
  const wait = {
    what: `${machine} to boot`,
    deadlineMs: BOOT_TIMEOUT_MS,
    log: logPath(lab, supervisorName(machine)),
  };
  await until(wait, () => {
    if (stateOf(lab, supervisorName(machine)).kind !== "running") {
      throw notRunning(lab, machine);
    }
    const init = guestInit(lab, machine);
    return Promise.resolve(init === undefined ? { seen: "no guest" } : { done: init });
  });
}

/** A file of the machine that runs, as the host sees it: past its mounts, where its disk must not be touched. */
export function guestPath(lab: Lab, machine: string, file: string): string {
  return path.join(`/proc/${requireInit(lab, machine)}/root`, file);
}

/** A command that runs inside the machine, as root. */
export function enterGuest(
  lab: Lab,
  machine: string,
  command: readonly string[],
): readonly string[] {
  return [
    "nsenter",
    `--target=${requireInit(lab, machine)}`,
    "--all",
    "--",
    "env",
    "-i",
    "--chdir=/",
    ...GUEST_ENVIRONMENT,
    ...command,
  ];
}

function requireInit(lab: Lab, machine: string): number {
  const init = guestInit(lab, machine);
  if (init === undefined) {
    throw notRunning(lab, machine);
  }
  return init;
}

function notRunning(lab: Lab, machine: string): LabError {
  const remedy = commandFor(lab, `npm run lab -- machine start ${machine}`);
  return new LabError(`${machine} is not running`, remedy);
}

function isFirstInNamespace(pid: number): boolean {
  try {
    const [, ids = ""] = /^NSpid:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return ids.split("\t").at(-1) === "1";
  } catch {
    return false;
  }
}
