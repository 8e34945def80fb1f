/**
 * The lab's cloud route controller: gives the datacenter's subnet a route to each Node's pods, and that Node's NIC IP
 * forwarding. It stands in until Stargate's own routing engine writes the route tables of an Azure emulator.
 */
import { setTimeout as delay } from "node:timers/promises";
import { CoreV1Api, KubeConfig, type V1Node } from "@kubernetes/client-node";
import { messageOf } from "../errors";
import { openLab } from "../lab";
import { userKubeconfigPath } from "../control-plane/access";
import { DATACENTER, type Machine, subnetOf } from "../topology";
import { readMachines } from "../topology-record";
import { fabricNamespace } from "./fabric";
import { applyForwarding, applyRoutes, type FabricRoute, hasPort } from "./route-table";

const POLL_INTERVAL_MS = 2_000;

/** Any number that no routing daemon uses. */
const OWNER = 177;

async function main(): Promise<void> {
  const lab = openLab();
  const config = new KubeConfig();
  config.loadFromFile(userKubeconfigPath(lab));
  const api = config.makeApiClient(CoreV1Api);
  const fabric = fabricNamespace(lab);
  const table = { fabric, table: DATACENTER.table, owner: OWNER };
  for (;;) {
    try {
      const { items } = await api.listNode();
      const routes = await reachable(
        fabric,
        routesOf(
          items,
          readMachines(lab).filter(machine => subnetOf(machine) === DATACENTER),
        ),
      );
      const changes = [
        ...(await applyForwarding(fabric, [...new Set(routes.map(route => route.port))])),
        ...(await applyRoutes(table, routes)),
      ];
      changes.forEach(change => console.log(change));
    } catch (error: unknown) {
      // Without an answer nothing is changed: routes outlive the controller, as in a cloud.
      console.log(messageOf(error).split("\n")[0]);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

/** One route per Node that has a block and lives on one of our machines. */
function routesOf(nodes: readonly V1Node[], machines: readonly Machine[]): readonly FabricRoute[] {
  return nodes.flatMap(node => {
    const destination = node.spec?.podCIDR;
    const nextHop = node.status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
    const port = machines.find(machine => machine.address === nextHop)?.name;
    return destination === undefined || nextHop === undefined || port === undefined
      ? []
      : [{ destination, nextHop, port }];
  });
}

/** A machine that is switched off has no port to route to. */
async function reachable(
  fabric: string,
  routes: readonly FabricRoute[],
): Promise<readonly FabricRoute[]> {
  const plugged = await Promise.all(routes.map(route => hasPort(fabric, route.port)));
  return routes.filter((_, index) => plugged[index]);
}

void main();
