import path from "node:path";
import type { Kubectl } from "../control-plane/kubectl";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, SOURCE_DIRECTORY } from "../lab";
import { enterGuest, guestPath } from "../machines/guest";
import { MODULE_NAMESPACE } from "../module/parts";
import { packageVersion } from "../packages/kubernetes";
import { until } from "../poll";
import type { Report } from "../progress";
import { run, succeeds } from "../run";
import { blockOf } from "../managed/azure";
import { hostnameOf, type Machine } from "../topology";
import { writeFileAtomic } from "../write-file";
import { filesOf, MANAGEMENT_LABEL, type NodeSources } from "./files";
import { readFile } from "node:fs/promises";

/** Ten seconds on an idle host. */
const READY_TIMEOUT_MS = 300_000;

const SETUP = path.join(SOURCE_DIRECTORY, "management/setup.sh");

/** Has the cluster bind all pods of a namespace to Nodes with these labels, as its admission plugin PodNodeSelector reads it. */
const NODE_SELECTOR_ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";

interface Node {
  readonly spec: { readonly podCIDR?: string };
  readonly status: { readonly conditions?: readonly { type: string; status: string }[] };
}

/** Makes the machine a Node by hand, as somebody's cluster has its own, and gives the API server a way to its pods. */
export async function ensureManagementNode(
  lab: Lab,
  machine: Machine,
  { kubectl, ...sources }: NodeSources & { readonly kubectl: Kubectl },
  report: Report,
): Promise<string> {
  report("its files");
  const isNew = await place(lab, machine, sources);
  report("its packages and services");
  const setup = [
    ...["bash", "-s", "--", packageVersion(sources.version), isNew ? "restart" : "start"],
    ...(machine.role === "cluster" ? ["konnectivity-agent"] : []),
  ];
  await run(enterGuest(lab, machine.name, setup), { input: await readFile(SETUP, "utf8") });
  report("waiting for its Node");
  const podCidr = await readyPodCidr(kubectl, machine);
  if (machine.role === "management") {
    await run([
      ...["ip", "-n", controlPlaneNamespace(lab)],
      ...["route", "replace", podCidr, "via", machine.address],
    ]);
  }
  await bindModule(kubectl);
  return `${hostnameOf(machine)} is Ready, pods in ${podCidr}`;
}

/** Writes what differs; tells whether anything did. */
async function place(lab: Lab, machine: Machine, sources: NodeSources): Promise<boolean> {
  let isNew = false;
  for (const [name, program] of programsOf(machine, sources)) {
    const installed = guestPath(lab, machine.name, `/usr/local/bin/${name}`);
    if (!(await succeeds(["cmp", "--silent", program, installed]))) {
      await run(["install", "-D", "-m", "0755", program, installed]);
      isNew = true;
    }
  }
  for (const [file, content] of await filesOf(lab, machine, sources)) {
    const target = guestPath(lab, machine.name, file);
    if ((await readFile(target, "utf8").catch(() => undefined)) !== content) {
      // Kubeconfigs hold keys; apt reads its own as another user.
      writeFileAtomic(target, content, /\.(?:conf|key)$/.test(file) ? 0o600 : 0o644);
      isNew = true;
    }
  }
  return isNew;
}

/** Programs that no package brings, by the name that they get. */
function programsOf(
  { role }: Machine,
  { programs, konnectivity = "" }: NodeSources,
): ReadonlyMap<string, string> {
  const all = new Map([["kube-proxy", path.join(programs, "kube-proxy")]]);
  if (role === "cluster") {
    all.set("konnectivity-agent", path.join(konnectivity, "agent"));
  }
  return all;
}

async function readyPodCidr(kubectl: Kubectl, machine: Machine): Promise<string> {
  const name = hostnameOf(machine);
  const wait = { what: `Node ${name} to be Ready`, deadlineMs: READY_TIMEOUT_MS, intervalMs: 500 };
  return until(wait, async () => {
    const found = await kubectl(["get", "node", name, "--ignore-not-found", "-o", "json"]);
    const { spec, status } = (found === "" ? { spec: {}, status: {} } : JSON.parse(found)) as Node;
    const isReady =
      status.conditions?.some(c => c.type === "Ready" && c.status === "True") ?? false;
    const block = machine.role === "cluster" ? blockOf(machine) : spec.podCIDR;
    return isReady && block !== undefined
      ? { done: block }
      : { seen: found === "" ? "no Node" : "not Ready" };
  });
}

/** Servers that joined have no proxy of Services here, and the API server no way to their pods: the module's stay away. */
async function bindModule(kubectl: Kubectl): Promise<void> {
  const namespace = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: MODULE_NAMESPACE,
      annotations: { [NODE_SELECTOR_ANNOTATION]: MANAGEMENT_LABEL },
    },
  };
  const apply = ["apply", "--server-side", "--field-manager=lab", "-f", "-"];
  await kubectl(apply, JSON.stringify(namespace));
}
