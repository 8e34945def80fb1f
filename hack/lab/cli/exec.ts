import path from "node:path";
import { execa } from "execa";
import { findAssets } from "../assets";
import { kubeconfigPath } from "../control-plane/paths";
import { controlPlaneNamespace } from "../fabric/fabric";
import type { Lab } from "../lab";
import { awaitGuest, enterGuest } from "../machines/guest";
import { enterNamespace } from "../process/enter-namespace";
import { requireUp } from "../require-up";
import { findMachine } from "./machine";

/** The name by which the control plane's namespace is asked for. */
export const CONTROL_PLANE = "cp";

/** Runs a command in a machine, or beside the control plane; its streams and its exit code are passed on. */
export async function runInside(
  lab: Lab,
  where: string,
  command: readonly string[],
): Promise<number> {
  requireUp(lab);
  const inControlPlane = where === CONTROL_PLANE;
  const [program = "", ...args] = inControlPlane
    ? enterNamespace(controlPlaneNamespace(lab), command)
    : await insideMachine(lab, findMachine(lab, where).name, command);
  const result = await execa(program, args, {
    reject: false,
    stdio: "inherit",
    env: inControlPlane ? controlPlaneEnvironment(lab) : {},
  });
  return result.exitCode ?? 1;
}

/** A machine that is just booting is waited for: a reboot is no reason to fail. */
async function insideMachine(
  lab: Lab,
  machine: string,
  command: readonly string[],
): Promise<readonly string[]> {
  await awaitGuest(lab, machine);
  return enterGuest(lab, machine, command);
}

/** `kubectl` works as it is: the control plane's own version, as administrator. */
function controlPlaneEnvironment(lab: Lab): Record<string, string> {
  const programs = findAssets(lab)?.kubernetes;
  return {
    KUBECONFIG: kubeconfigPath(lab, "admin"),
    PATH: [programs, process.env["PATH"]].filter(Boolean).join(path.delimiter),
  };
}
