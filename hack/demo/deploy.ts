import { readFileSync } from "node:fs";
import { type Lab, statePath } from "../lab/lab";
import { deployModule } from "../lab/module/deploy";
import { generatedName, MODULE_NAMESPACE } from "../lab/module/parts";
import { job, runJobs } from "../lab/progress";
import { writeFileAtomic } from "../lab/write-file";
import { digestOfSources } from "./build";
import { type Cluster, isTrue, type Observed } from "./cluster";

/** Runs the module in pods, unless pods of just these sources run already. */
export async function ensureDeployed(lab: Lab, cluster: Cluster): Promise<void> {
  const digest = digestOfSources();
  if (readDeployed(lab) === digest && (await isAvailable(cluster))) {
    await runJobs(job("Stargate module", () => Promise.resolve("already deployed")));
    return;
  }
  await deployModule(lab);
  writeFileAtomic(stamp(lab), digest);
}

async function isAvailable(cluster: Cluster): Promise<boolean> {
  const names = [generatedName("admission"), generatedName("watcher")];
  const found = await Promise.all(
    names.map(name => cluster.get("deployment", name, MODULE_NAMESPACE).catch(() => ({}))),
  );
  return found.every(deployment => isTrue(deployment as Observed, "Available"));
}

function readDeployed(lab: Lab): string | undefined {
  try {
    return readFileSync(stamp(lab), "utf8");
  } catch {
    return undefined;
  }
}

function stamp(lab: Lab): string {
  return statePath(lab, "deployed-from");
}
