import { readAssets } from "../assets";
import { announceCheckout } from "../checkout";
import { UsageError } from "../errors";
import { withPart } from "../instance-lock";
import { type Lab, REPOSITORY_DIRECTORY } from "../lab";
import {
  eraseMachine,
  rebootMachine,
  startMachine,
  stopMachine,
  waitForSsh,
  writeSshConfig,
} from "../machines/machine";
import { job, runJobs } from "../progress";
import type { Machine } from "../topology";
import { readMachines } from "../topology-record";
import { requireUp } from "../require-up";

/** What can be done to a machine. */
export const MACHINE_ACTIONS = {
  stop: "power off, as by the button",
  start: "power on",
  reboot: "reboot from inside",
  reset:
    "erase the disk and start: a new server, with other host keys and machine ID, at the old address",
} as const;

/** The name of an action. */
export type MachineAction = keyof typeof MACHINE_ACTIONS;

/** How an action is done. */
export interface MachineOptions {
  /** Whether a reboot is over when the machine answers again, or when it was asked for. */
  readonly wait: boolean;
}

/** Does it, alone on that machine and beside work on others. */
export async function runMachineAction(
  lab: Lab,
  action: MachineAction,
  name: string,
  options: MachineOptions = { wait: true },
): Promise<void> {
  requireUp(lab);
  const machine = findMachine(lab, name);
  if (action === "start" || action === "reset") {
    announceCheckout(lab, `${name} will run from ${REPOSITORY_DIRECTORY}`);
  }
  await withPart(lab, name, () =>
    runJobs(job(`${action} ${name}`, () => ACTIONS[action](lab, machine, options))),
  );
}

/** The machine of this name, or a usage error that lists all. */
export function findMachine(lab: Lab, name: string): Machine {
  const machines = readMachines(lab);
  const found = machines.find(machine => machine.name === name);
  if (found === undefined) {
    const names = machines.map(machine => machine.name).join(", ");
    throw new UsageError(`there is no machine ${name}`, `machines of this lab: ${names}`);
  }
  return found;
}

type Act = (lab: Lab, machine: Machine, options: MachineOptions) => Promise<string>;

const ACTIONS: Readonly<Record<MachineAction, Act>> = {
  stop: async (lab, { name }) => {
    await stopMachine(lab, name, "button");
    return "off";
  },
  start,
  reboot: async (lab, { name }, { wait }) => {
    await rebootMachine(lab, name, { wait });
    return wait ? "answers SSH again" : "asked for";
  },
  reset: async (lab, machine) => {
    await eraseMachine(lab, machine.name);
    return start(lab, machine);
  },
};

async function start(lab: Lab, machine: Machine): Promise<string> {
  await startMachine(lab, machine, readAssets(lab).baseRoot);
  writeSshConfig(lab, readMachines(lab));
  await waitForSsh(lab, machine.name);
  return "answers SSH";
}
