import { existsSync } from "node:fs";
import { findAssets } from "./assets";
import { userKubeconfigPath } from "./control-plane/access";
import { type Lab, logPath } from "./lab";
import { diskPath } from "./machines/disk";
import { guestInit, supervisorName } from "./machines/guest";
import { hostKeysOf, privateKeyPath, SSH_USERNAME } from "./machines/ssh";
import { PACKAGES_URL } from "./packages/server";
import { type DaemonState, listRecords, stateOf } from "./process/record";
import type { Machine } from "./topology";
import { readMachines } from "./topology-record";

type State = DaemonState["kind"];

/** What `lab status -o json` prints. Fields are added, never renamed or removed. */
export interface Status {
  readonly instance: string;
  /** `up` when every process and machine runs, `down` when none does. */
  readonly state: "up" | "degraded" | "down";
  readonly directory: string;
  readonly kubeconfig: string;
  readonly processes: readonly ProcessStatus[];
  readonly machines: readonly MachineStatus[];
  readonly ssh: {
    readonly username: string;
    readonly routerKey: string;
    readonly serverKey: string;
  };
  readonly packages: PackagesStatus;
}

interface ProcessStatus {
  readonly name: string;
  readonly state: State;
  readonly pid: number | null;
  readonly address: string;
  readonly log: string;
}

interface MachineStatus extends ProcessStatus {
  readonly role: Machine["role"];
  readonly tailscaleAddress: string | null;
  readonly mac: string;
  readonly hostKeys: readonly string[];
}

interface PackagesStatus {
  /** URL of a minor's repository; `{minor}` stands for "1.34". */
  readonly kubernetes: string;
  readonly runtime: string;
  readonly badlySigned: string;
  /** Kubernetes versions on offer, newest first. */
  readonly versions: readonly string[];
  readonly keyFile: string | null;
  readonly fingerprint: string | null;
}

/** Looks at every process and machine of the lab. */
export function readStatus(lab: Lab): Status {
  const machines = readMachines(lab).map(machine => machineStatus(lab, machine));
  const processes = listRecords(lab)
    .filter(record => !record.name.startsWith(supervisorName("")))
    .map(({ name, address, log }) => ({ name, ...stateAndPid(lab, name), address, log }));
  return {
    instance: lab.instance,
    state: summary([...processes, ...machines].map(({ state }) => state)),
    directory: lab.directory,
    kubeconfig: userKubeconfigPath(lab),
    processes,
    machines,
    ssh: {
      username: SSH_USERNAME,
      routerKey: privateKeyPath(lab, "router"),
      serverKey: privateKeyPath(lab, "server"),
    },
    packages: packagesStatus(lab),
  };
}

/** The same for people: one line per process and machine. */
export function formatStatus(status: Status): string {
  const rows = [...status.processes, ...status.machines].map(({ name, state, pid, address }) => [
    name,
    state,
    pid === null ? "-" : String(pid),
    address === "" ? "-" : address,
  ]);
  const table = [["NAME", "STATE", "PID", "ADDRESS"], ...rows];
  const widths = [0, 1, 2].map(column => Math.max(...table.map(row => row[column]?.length ?? 0)));
  return table
    .map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .concat("", `lab ${status.instance} is ${status.state}; logs and state: ${status.directory}`)
    .join("\n");
}

function machineStatus(lab: Lab, machine: Machine): MachineStatus {
  const name = supervisorName(machine.name);
  return {
    name: machine.name,
    role: machine.role,
    state: stateAndPid(lab, name).state,
    pid: guestInit(lab, machine.name) ?? null,
    address: machine.address,
    tailscaleAddress: machine.tailscaleAddress ?? null,
    mac: machine.mac,
    hostKeys: hostKeysOf(diskPath(lab, machine.name)),
    log: logPath(lab, name),
  };
}

function packagesStatus(lab: Lab): PackagesStatus {
  const assets = findAssets(lab);
  return {
    kubernetes: `${PACKAGES_URL}/core:/stable:/v{minor}/deb/`,
    runtime: `${PACKAGES_URL}/runtime/`,
    badlySigned: `${PACKAGES_URL}/badly-signed/`,
    versions: assets?.versions ?? [],
    keyFile: assets !== undefined && existsSync(assets.keyFile) ? assets.keyFile : null,
    fingerprint: assets?.fingerprint ?? null,
  };
}

function stateAndPid(lab: Lab, name: string): { state: State; pid: number | null } {
  const state = stateOf(lab, name);
  return { state: state.kind, pid: state.kind === "running" ? state.identity.pid : null };
}

/** A process that was stopped on purpose takes nothing from the lab's health. */
function summary(states: readonly State[]): Status["state"] {
  if (!states.includes("running")) {
    return "down";
  }
  return states.includes("dead") ? "degraded" : "up";
}
