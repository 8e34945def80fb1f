import { runMachineAction } from "../lab/cli/machine";
import { INVENTORY_NAMESPACE } from "../lab/inventory";
import type { Lab } from "../lab/lab";
import type { Cluster } from "./cluster";

/** Makes the servers, and what the cluster knows of them, what they were before Stargate met them. */
export async function forgetServers(
  lab: Lab,
  cluster: Cluster,
  servers: readonly string[],
): Promise<void> {
  const gone = ["--ignore-not-found", "--wait"];
  await cluster.kubectl(["delete", "namespace", INVENTORY_NAMESPACE, ...gone]);
  await cluster.kubectl(["delete", "nodes", ...servers, ...gone]);
  for (const server of servers) {
    await runMachineAction(lab, "reset", server);
  }
}
