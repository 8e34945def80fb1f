import { mkdirSync } from "node:fs";
import path from "node:path";
import { writeAssets } from "../assets";
import { announceCheckout, writeCheckout } from "../checkout";
import { startControlPlane } from "../control-plane/start";
import { userKubeconfigPath } from "../control-plane/access";
import { ensureFabric } from "../fabric/fabric";
import { checkRequirements } from "../host/requirements";
import { prepareKernel } from "../host/kernel";
import { ensureRegistry } from "../images/registry";
import { withLab } from "../instance-lock";
import { type Lab, SOURCE_DIRECTORY } from "../lab";
import { packageServer } from "../packages/server";
import { type Daemon, ensureDaemon } from "../process/daemon";
import { job, runJobs } from "../progress";
import type { Machine } from "../topology";
import { readMachines, writeServers } from "../topology-record";
import { ensureCache } from "./assets";
import { requireFit } from "./fit";
import { findSurplusMachines, retireMachines, startMachines } from "./machines";

/** What `up` may be told. */
export interface UpOptions {
  readonly servers?: number;
  /** Start them even if they do not fit this machine. */
  readonly force?: boolean;
}

/** Brings the whole lab up, or repairs what is missing of it. */
export async function up(lab: Lab, options: UpOptions): Promise<void> {
  await checkRequirements();
  await withLab(lab, () => upAlone(lab, options));
}

async function upAlone(lab: Lab, { servers, force = false }: UpOptions): Promise<void> {
  if (servers !== undefined && !force) {
    requireFit(lab, servers);
  }
  mkdirSync(lab.directory, { recursive: true, mode: 0o700 });
  announceCheckout(lab, "taking it over");
  const cache = await ensureCache();
  writeCheckout(lab);
  if (servers !== undefined) {
    writeServers(lab, servers);
  }
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
  const { controlPlane, repositories, layers } = cache;
  await runJobs(
    job("Control plane", report =>
      startControlPlane(
        lab,
        { programs: controlPlane.programs.directory, version: controlPlane.module.version },
        report,
      ),
    ),
    job("Package server", () =>
      ensureDaemon(lab, packageServer(lab, layers.busyboxProgram, repositories.directory)),
    ),
    job("Image registry", () => ensureRegistry(lab, cache.crane, layers)),
    job("Machines", report => startMachines(lab, machines, cache.base.root, report)),
  );
  await runJobs(job("Cloud routes", () => ensureDaemon(lab, cloudRoutes(lab))));
  console.error(`\nexport KUBECONFIG=${userKubeconfigPath(lab)}`);
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
