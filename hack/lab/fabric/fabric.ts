import path from "node:path";
import { kernelName, type Lab, SOURCE_DIRECTORY } from "../lab";
import { enterNamespace } from "../process/enter-namespace";
import { run } from "../run";
import {
  addressesOf,
  CONTROL_PLANE_ADDRESS,
  INTERNET_GATEWAY,
  type Machine,
  subnetOf,
  SUBNETS,
} from "../topology";
import { ensureNamespace } from "./namespace";

interface LinkJson {
  readonly ifname: string;
}

interface RuleJson {
  readonly iif?: string;
}

/** The namespace that routes all packets. */
export function fabricNamespace(lab: Lab): string {
  return kernelName(lab, "fabric");
}

/** The namespace of the control plane, on the fabric's internet side. */
export function controlPlaneNamespace(lab: Lab): string {
  return kernelName(lab, "cp");
}

/** Builds the fabric, or repairs it. Machines plug themselves in when they start. */
export async function ensureFabric(lab: Lab, machines: readonly Machine[]): Promise<void> {
  const fabric = fabricNamespace(lab);
  await ensureNamespace(lab, fabric);
  await ensureNamespace(lab, controlPlaneNamespace(lab));
  await run(enterNamespace(fabric, [path.join(SOURCE_DIRECTORY, "fabric/build.sh")]), {
    env: {
      INTERNET_GATEWAY,
      SUBNETS: SUBNETS.map(({ gateway, table }) => `${gateway}:${table}`).join(" "),
    },
  });
  const plugged = machines.filter(machine => subnetOf(machine) !== undefined);
  await ensureRules(fabric, plugged);
  await loadNicRules(fabric, plugged);
  await attachControlPlane(lab);
}

/** Packets that enter by a machine's port are routed by its subnet's table. */
async function ensureRules(fabric: string, machines: readonly Machine[]): Promise<void> {
  const rules = JSON.parse(await run(["ip", "-n", fabric, "-j", "rule"])) as readonly RuleJson[];
  const present = new Set(rules.map(rule => rule.iif));
  const missing = machines.filter(machine => !present.has(machine.name));
  await ipBatch(
    fabric,
    missing.map(machine => `rule add iif ${machine.name} lookup ${subnetOf(machine)?.table}`),
  );
}

async function loadNicRules(fabric: string, machines: readonly Machine[]): Promise<void> {
  const nics = machines.flatMap(machine =>
    addressesOf(machine).map(address => `"${machine.name}" . ${address}`),
  );
  const ports = machines.map(machine => `"${machine.name}"`);
  const ruleset = [
    `include "${path.join(SOURCE_DIRECTORY, "fabric/fabric.nft")}"`,
    "flush set inet fabric nics",
    "flush set inet fabric ports",
    "flush set inet fabric subnets",
    `add element inet fabric nics { ${nics.join(", ")} }`,
    `add element inet fabric ports { ${ports.join(", ")} }`,
    `add element inet fabric subnets { ${SUBNETS.map(({ prefix }) => prefix).join(", ")} }`,
  ];
  await run(enterNamespace(fabric, ["nft", "-f", "-"]), { input: `${ruleset.join("\n")}\n` });
}

async function attachControlPlane(lab: Lab): Promise<void> {
  const fabric = fabricNamespace(lab);
  const namespace = controlPlaneNamespace(lab);
  const links = JSON.parse(await run(["ip", "-n", namespace, "-j", "link"])) as readonly LinkJson[];
  if (!links.some(link => link.ifname === "eth0")) {
    await ipBatch(fabric, [`link add cp type veth peer name eth0 netns ${namespace}`]);
  }
  await ipBatch(fabric, ["link set cp master internet up"]);
  await ipBatch(namespace, [
    `address replace ${CONTROL_PLANE_ADDRESS}/24 dev eth0`,
    "link set eth0 up",
    `route replace default via ${INTERNET_GATEWAY}`,
  ]);
}

async function ipBatch(namespace: string, commands: readonly string[]): Promise<void> {
  if (commands.length > 0) {
    await run(["ip", "-n", namespace, "-batch", "-"], { input: `${commands.join("\n")}\n` });
  }
}
