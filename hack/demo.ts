/** The main job in one command: real servers become Ready nodes, put there by Stargate from Operation objects. */
import { existsSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { runCommand } from "./command";
import { Cluster } from "./demo/cluster";
import { ensureBuilt } from "./demo/build";
import { ensureDeployed } from "./demo/deploy";
import { forgetServers } from "./demo/forget";
import { durations, joinAll } from "./demo/operations";
import { provePodNetwork } from "./demo/pods";
import { readAssets } from "./lab/assets";
import { userKubeconfigPath } from "./lab/control-plane/access";
import { runModuleAction } from "./lab/cli/module";
import { requireRoot } from "./lab/host/requirements";
import { INVENTORY_NAMESPACE, inventoryOf } from "./lab/inventory";
import { commandFor, type Lab, openLab } from "./lab/lab";
import { job, runJobs } from "./lab/progress";
import { readMachines } from "./lab/topology-record";
import { up } from "./lab/up/up";

interface DemoOptions {
  readonly fresh: boolean;
  readonly inCluster: boolean;
}

async function demo({ fresh, inCluster }: DemoOptions): Promise<void> {
  const startedMs = Date.now();
  const lab = openLab();
  await up(lab, inCluster ? { inCluster } : {});
  const cluster = new Cluster(lab);
  if (inCluster) {
    await ensureDeployed(lab, cluster);
  } else {
    await ensureBuilt();
    await runModuleAction(lab, "start", undefined);
  }
  const servers = readMachines(lab)
    .filter(({ role }) => role === "server")
    .map(({ name }) => name);
  if (fresh) {
    await forgetServers(lab, cluster, servers);
  }
  await runJobs(
    job("Inventory", async () => {
      await cluster.apply(inventoryOf(lab));
      return `router, profile and ${servers.length} Servers in namespace ${INVENTORY_NAMESPACE}`;
    }),
  );
  const operations = await joinAll(cluster, servers);
  await provePodNetwork(cluster, servers);
  console.log(`\n${durations(operations)}\n`);
  const kinds = "nodes,servers,operations,routers,pods";
  console.log(await cluster.kubectl(["get", kinds, "-n", INVENTORY_NAMESPACE, "-o", "wide"]));
  console.log(`\n${whatNext(lab, inCluster)}\n`);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(0);
  console.log(`demo ok: ${servers.length} servers are Ready nodes, ${seconds} s in all`);
}

function whatNext(lab: Lab, inCluster: boolean): string {
  const demo = inCluster ? "npm run demo -- --in-cluster" : "npm run demo --";
  const prefix = commandFor(lab, "");
  return [
    "The lab stays up. Try next:",
    `  export KUBECONFIG=${userKubeconfigPath(lab)}`,
    ...(hasKubectl() ? [] : [`  export PATH=$PATH:${readAssets(lab).kubernetes}`]),
    `  kubectl get servers,operations -n ${INVENTORY_NAMESPACE} --watch`,
    `  kubectl describe operation -n ${INVENTORY_NAMESPACE}`,
    "  npm run stargate -- status -A",
    `  ${prefix}npm run lab -- status`,
    `  ${prefix}npm run lab -- exec server-1 -- journalctl -u 'stargate-*'`,
    `  ${prefix}${demo} --fresh        the same again, on servers as new`,
    `  ${prefix}npm run lab -- down --purge    take everything down`,
  ].join("\n");
}

function hasKubectl(): boolean {
  const folders = process.env["PATH"]?.split(path.delimiter) ?? [];
  return folders.some(folder => existsSync(path.join(folder, "kubectl")));
}

void runCommand(
  new Command("demo")
    .description("Brings the lab up and lets Stargate turn its servers into Ready nodes.")
    .option("--fresh", "begin with servers as new, even if they are nodes already", false)
    .option("--in-cluster", "run Stargate in pods of the lab's cluster, not as processes", false)
    .addHelpText("after", "\nEnvironment:\n  STARGATE_LAB  instance name of the lab (default: mx)")
    .hook("preAction", requireRoot)
    .action(demo),
);
