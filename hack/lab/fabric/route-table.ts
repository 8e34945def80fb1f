import { enterNamespace } from "../process/enter-namespace";
import { run, succeeds } from "../run";

/** A destination that a subnet's route table sends to a machine's NIC. */
export interface FabricRoute {
  readonly destination: string;
  readonly nextHop: string;
  readonly port: string;
}

/** One routing table of the fabric, as far as one writer owns it. */
export interface RouteTable {
  readonly fabric: string;
  readonly table: number;
  /** The writer's number in `ip route … protocol`: routes of other writers are left alone. */
  readonly owner: number;
}

interface RouteJson {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
}

interface SetJson {
  readonly nftables: readonly { readonly set?: { readonly elem?: readonly string[] } }[];
}

/** The owner's routes as the kernel has them. */
async function readRoutes(table: RouteTable): Promise<readonly FabricRoute[]> {
  const routes = JSON.parse(
    await run([
      ...["ip", "-n", table.fabric, "-j", "route", "show"],
      ...["table", String(table.table), "protocol", String(table.owner)],
    ]),
  ) as readonly RouteJson[];
  return routes.map(route => ({
    destination: route.dst,
    nextHop: route.gateway ?? "",
    port: route.dev ?? "",
  }));
}

/** Makes the owner's routes equal to the wanted ones, and tells which were written and which removed. */
export async function applyRoutes(
  table: RouteTable,
  wanted: readonly FabricRoute[],
): Promise<readonly string[]> {
  const actual = await readRoutes(table);
  const written = wanted.filter(route => !actual.some(other => sameRoute(route, other)));
  const removed = actual.filter(
    route => !wanted.some(other => other.destination === route.destination),
  );
  for (const route of written) {
    await run(["ip", "-n", table.fabric, "route", "replace", ...routeArguments(table, route)]);
  }
  for (const route of removed) {
    await run(["ip", "-n", table.fabric, "route", "delete", ...routeArguments(table, route)]);
  }
  return [
    ...written.map(route => `+ ${route.destination} via ${route.nextHop}`),
    ...removed.map(route => `- ${route.destination} via ${route.nextHop}`),
  ];
}

/** Makes the set of ports whose NIC may send and receive for others equal to the wanted one. */
export async function applyForwarding(
  fabric: string,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const actual = await readForwarding(fabric);
  const added = wanted.filter(port => !actual.includes(port));
  const removed = actual.filter(port => !wanted.includes(port));
  const commands = [
    ...added.map(port => `add element inet fabric forwarding { "${port}" }`),
    ...removed.map(port => `delete element inet fabric forwarding { "${port}" }`),
  ];
  if (commands.length > 0) {
    await run(enterNamespace(fabric, ["nft", "-f", "-"]), { input: `${commands.join("\n")}\n` });
  }
  return [
    ...added.map(port => `+ IP forwarding of ${port}`),
    ...removed.map(port => `- IP forwarding of ${port}`),
  ];
}

async function readForwarding(fabric: string): Promise<readonly string[]> {
  const list = ["nft", "--json", "list", "set", "inet", "fabric", "forwarding"];
  const { nftables } = JSON.parse(await run(enterNamespace(fabric, list))) as SetJson;
  return nftables.flatMap(entry => entry.set?.elem ?? []);
}

/** Whether a machine is plugged in. */
export async function hasPort(fabric: string, port: string): Promise<boolean> {
  return succeeds(["ip", "-n", fabric, "link", "show", "dev", port]);
}

function sameRoute(one: FabricRoute, other: FabricRoute): boolean {
  return (
    one.destination === other.destination &&
    one.nextHop === other.nextHop &&
    one.port === other.port
  );
}

function routeArguments(table: RouteTable, route: FabricRoute): readonly string[] {
  return [
    ...[route.destination, "via", route.nextHop, "dev", route.port, "onlink"],
    ...["table", String(table.table), "protocol", String(table.owner)],
  ];
}
