import { mkdirSync } from "node:fs";
import path from "node:path";
import { writeAssets } from "../assets";
import { announceCheckout, writeCheckout } from "../checkout";
import { startControlPlane } from "../control-plane/start";
import { userKubeconfigPath } from "../control-plane/access";
import { kubectlOf } from "../control-plane/kubectl";
import { UsageError } from "../errors";
import { ensureFabric } from "../fabric/fabric";
import { checkRequirements } from "../host/requirements";
import { prepareKernel } from "../host/kernel";
import { ensureRegistry } from "../images/registry";
import { withLab } from "../instance-lock";
import { type Lab, SOURCE_DIRECTORY } from "../lab";
import { ensureManagementNode } from "../management/node";
import { packageServer } from "../packages/server";
import { type Daemon, ensureDaemon } from "../process/daemon";
import { type Job, job, runJobs } from "../progress";
import { installManagedCrds, writeNodeObjects } from "../managed/objects";
import type { Scenario } from "../scenario";
import { hostnameOf, isOwnNode, type Machine, type Topology } from "../topology";
import { findTopology, readMachines, writeTopology } from "../topology-record";
import { type Cache, ensureCache, type Managed } from "./assets";
import { requireFit } from "./fit";
import { findSurplusMachines, retireMachines, startMachines } from "./machines";

/** What `up` may be told. */
export interface UpOptions extends Partial<Topology> {
  /** Start them even if they do not fit this machine. */
  readonly force?: boolean;
}

/** Brings the whole lab up, or repairs what is missing of it. */
export async function up(lab: Lab, options: UpOptions): Promise<void> {
  await checkRequirements();
  await withLab(lab, () => upAlone(lab, options));
}

async function upAlone(lab: Lab, { force = false, ...topology }: UpOptions): Promise<void> {
  if (topology.servers !== undefined && !force) {
    requireFit(lab, topology.servers);
  }
  mkdirSync(lab.directory, { recursive: true, mode: 0o700 });
  announceCheckout(lab, "taking it over");
  const scenario = requireScenario(lab, topology.scenario);
  const cache = await ensureCache(scenario);
  writeCheckout(lab);
  writeTopology(lab, { ...topology, scenario });
  writeAssets(lab, cache.assets);
  const machines = readMachines(lab);
  await removeSurplus(lab, machines);
  await runJobs(
    job("Network fabric", async () => {
      const kernel = await prepareKernel(machines.length);
      await ensureFabric(lab, machines);
      return `host kernel ${kernel}`;
    }),
  );
  const { controlPlane, managed, repositories, layers } = cache;
  await runJobs(
    job("Control plane", report =>
      startControlPlane(
        lab,
        {
          programs: controlPlane.programs.directory,
          version: controlPlane.module.version,
          konnectivity: managed?.konnectivity,
        },
        report,
      ),
    ),
    job("Package server", () =>
      ensureDaemon(lab, packageServer(lab, layers.busyboxProgram, repositories.directory)),
    ),
    job("Image registry", () => ensureRegistry(lab, cache.crane, layers)),
    job("Machines", report => startMachines(lab, machines, cache.base.root, report)),
  );
  if (managed !== undefined) {
    await runJobs(providerJob(lab, machines.filter(isOwnNode), cache, managed));
  }
  await runJobs(
    job("Cloud routes", () => ensureDaemon(lab, cloudRoutes(lab))),
    ...machines.filter(isOwnNode).map(each => nodeJob(lab, each, cache)),
  );
  console.error(`\nexport KUBECONFIG=${userKubeconfigPath(lab)}`);
}

/** The scenario of a lab that is there is not changed: nothing of one cluster fits the other. */
function requireScenario(lab: Lab, wanted: Scenario | undefined): Scenario {
  const scenario = findTopology(lab)?.scenario ?? wanted ?? "mx";
  if (wanted !== undefined && wanted !== scenario) {
    throw new UsageError(
      `lab ${lab.instance} has a cluster of scenario ${scenario}`,
      `STARGATE_LAB=${wanted} npm run lab -- up ${wanted} makes another lab beside it; down --purge removes this one`,
    );
  }
  return scenario;
}

/** What the agents of a provider keep in its clusters. */
function providerJob(
  lab: Lab,
  nodes: readonly Machine[],
  { controlPlane }: Cache,
  { crds }: Managed,
): Job<void> {
  const kubectl = kubectlOf(lab, controlPlane.programs.directory);
  return job("Objects of the provider", async () => {
    await installManagedCrds(kubectl, crds);
    for (const node of nodes) {
      await writeNodeObjects(kubectl, node);
    }
    return `of ${nodes.length} nodes`;
  });
}

function nodeJob(lab: Lab, machine: Machine, { controlPlane, managed, assets }: Cache): Job<void> {
  const programs = controlPlane.programs.directory;
  const kubectl = kubectlOf(lab, programs);
  const { version } = controlPlane.module;
  const konnectivity = managed?.konnectivity;
  const sources = { programs, version, assets, kubectl, konnectivity };
  return job(`Node ${hostnameOf(machine)}`, report =>
    ensureManagementNode(lab, machine, sources, report),
  );
}

/** A smaller number of servers than before is a wish to be rid of the others, and said aloud. */
async function removeSurplus(lab: Lab, machines: readonly Machine[]): Promise<void> {
  const surplus = findSurplusMachines(lab, machines);
  if (surplus.length > 0) {
    await runJobs(
      job("Machines too many", async () => {
        await retireMachines(lab, surplus);
        return `removed ${surplus.join(", ")} with their disks; their Nodes stay until you delete them`;
      }),
    );
  }
}

function cloudRoutes(lab: Lab): Daemon {
  const script = path.join(SOURCE_DIRECTORY, "fabric/cloud-routes.ts");
  return {
    name: "cloud-routes",
    command: [process.execPath, "--import", "tsx", script],
    environment: { STARGATE_LAB: lab.instance },
  };
}
