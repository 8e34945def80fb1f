import path from "node:path";
import { controlPlaneNamespace } from "../fabric/fabric";
import type { Lab } from "../lab";
import { enterNamespace } from "../process/enter-namespace";
import { run } from "../run";
import { type KubeconfigName, kubeconfigPath } from "./paths";

/** Runs kubectl beside the API server, so that it works before the forwarder does. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** A kubectl with the rights of one of the cluster's administrators. */
export function kubectlOf(lab: Lab, programs: string, user: KubeconfigName = "admin"): Kubectl {
  const prefix = enterNamespace(controlPlaneNamespace(lab), [
    path.join(programs, "kubectl"),
    `--kubeconfig=${kubeconfigPath(lab, user)}`,
    "--request-timeout=60s",
  ]);
  return (args, input) => run([...prefix, ...args], input === undefined ? {} : { input });
}
