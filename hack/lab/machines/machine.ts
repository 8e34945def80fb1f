import path from "node:path";
import { controlPlaneNamespace, fabricNamespace } from "../fabric/fabric";
import { claimNamespace, removeNamespace } from "../fabric/namespace";
import { kernelName, type Lab, logPath, SOURCE_DIRECTORY } from "../lab";
import { listResources } from "../ledger";
import { until } from "../poll";
import { assertRunning, type Daemon, ensureDaemon, stopDaemon } from "../process/daemon";
import { enterNamespace } from "../process/enter-namespace";
import { forgetRecord } from "../process/record";
import { succeeds } from "../run";
import { readMachines } from "../topology-record";
import { addressesOf, hostnameOf, type Machine, subnetOf } from "../topology";
import { claimCgroup, removeCgroup } from "./cgroup";
import { diskPath, ensureDisk, isForeignDisk, removeDisk } from "./disk";
import { awaitGuest, enterGuest, guestInit, supervisorName } from "./guest";
import { hostKeysOf, sshConfigPath, writeClientConfig } from "./ssh";

/** Longest time that systemd gets to power a guest off. */
const POWER_OFF_TIMEOUT_MS = 60_000;

/** Longest time from power-on to SSH. Measured: a second, and half a minute on a host at a load of 30 per core. */
const SSH_TIMEOUT_MS = 180_000;

/** Starts the machine, with a pristine disk if it has none that fits the image; one that runs is left alone. */
export async function startMachine(
  lab: Lab,
  machine: Machine,
  baseRoot: string,
): Promise<"kept" | "started"> {
  if (isForeignDisk(lab, machine.name, baseRoot)) {
    await eraseMachine(lab, machine.name);
  }
  await ensureDisk(lab, machine, baseRoot);
  const name = kernelName(lab, machine.name);
  claimNamespace(lab, name);
  claimCgroup(lab, name);
  return ensureDaemon(lab, supervisor(lab, machine, baseRoot));
}

/** Presses the power button, or pulls the plug. */
export async function stopMachine(
  lab: Lab,
  machine: string,
  how: "button" | "plug",
): Promise<void> {
  const graceMs = how === "button" ? POWER_OFF_TIMEOUT_MS : 0;
  await stopDaemon(lab, supervisorName(machine), { graceMs });
  await removeKernelObjects(lab, machine);
}

/** Asks the guest to reboot and, if wanted, waits until it is another boot that answers. */
export async function rebootMachine(
  lab: Lab,
  machine: string,
  { wait }: { readonly wait: boolean },
): Promise<void> {
  await awaitGuest(lab, machine);
  const before = guestInit(lab, machine);
  // Its exit code says nothing: the shutdown may well kill it.
  await succeeds(enterGuest(lab, machine, ["systemctl", "reboot", "--no-block"]));
  if (wait) {
    await waitForReboot(lab, machine, before);
  }
}

async function waitForReboot(lab: Lab, machine: string, before: number | undefined): Promise<void> {
  await until(
    {
      what: `${machine} to reboot`,
      deadlineMs: SSH_TIMEOUT_MS,
      log: logPath(lab, supervisorName(machine)),
    },
    () => {
      assertRunning(lab, supervisorName(machine));
      const init = guestInit(lab, machine);
      return Promise.resolve(
        init === undefined || init === before ? { seen: "the guest before" } : { done: true },
      );
    },
  );
  await waitForSsh(lab, machine);
}

/** Throws the disk away: the next start is a new machine at the old address. */
export async function eraseMachine(lab: Lab, machine: string): Promise<void> {
  await stopMachine(lab, machine, "plug");
  await removeDisk(lab, machine);
}

/** Erases a machine that the topology no longer has. */
export async function retireMachine(lab: Lab, machine: string): Promise<void> {
  await eraseMachine(lab, machine);
  forgetRecord(lab, supervisorName(machine));
}

/**
 * Waits until the machine answers SSH where the product will ask: from the control plane, servers by the router. To the
 * nodes of a managed cluster there is no way from there: they are asked from inside whether they would.
 */
export async function waitForSsh(lab: Lab, machine: string): Promise<void> {
  await awaitGuest(lab, machine);
  const isHidden = readMachines(lab).some(each => each.name === machine && each.role === "cluster");
  const command = isHidden
    ? enterGuest(lab, machine, ["systemctl", "is-active", "--quiet", "ssh"])
    : enterNamespace(controlPlaneNamespace(lab), [
        ...["ssh", "-F", sshConfigPath(lab), "-o", "ConnectTimeout=10"],
        ...[machine, "true"],
      ]);
  const wait = {
    what: `SSH to ${machine} from the control plane`,
    deadlineMs: SSH_TIMEOUT_MS,
    log: logPath(lab, supervisorName(machine)),
  };
  await until(wait, async () => {
    assertRunning(lab, supervisorName(machine));
    return (await succeeds(command)) ? { done: true } : { seen: "no answer" };
  });
}

/** Tells SSH clients about the machines as they are now. */
export function writeSshConfig(lab: Lab, machines: readonly Machine[]): void {
  const entries = machines.map(machine => ({
    machine,
    hostKeys: hostKeysOf(diskPath(lab, machine.name)),
  }));
  writeClientConfig(lab, entries);
}

/** Removes what a machine that was stopped leaves in the kernel. */
async function removeKernelObjects(lab: Lab, machine: string): Promise<void> {
  const name = kernelName(lab, machine);
  if (listResources(lab, "namespace").includes(name)) {
    await removeNamespace(lab, name);
  }
  if (listResources(lab, "cgroup").includes(name)) {
    await removeCgroup(lab, name);
  }
}

function supervisor(lab: Lab, machine: Machine, baseRoot: string): Daemon {
  const name = kernelName(lab, machine.name);
  return {
    name: supervisorName(machine.name),
    command: [path.join(SOURCE_DIRECTORY, "machines/supervise.sh")],
    address: machine.address,
    environment: {
      MACHINE: name,
      GUEST_HOSTNAME: hostnameOf(machine),
      DISK: diskPath(lab, machine.name),
      BASE: baseRoot,
      CGROUP: name,
      FABRIC: fabricNamespace(lab),
      GUEST: name,
      PORT: machine.name,
      MAC: machine.mac,
      ADDRESSES: addressesOf(machine).join(" "),
      SUBNET_TABLE: String(subnetOf(machine)?.table ?? ""),
    },
  };
}
