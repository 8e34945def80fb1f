import path from "node:path";
import { ensureBuilt } from "../../demo/build";
import { ensureImage } from "../../image/image";
import type { Variant } from "../../image/variant";
import { readAssets } from "../assets";
import { ensureTools } from "../binaries/ensure";
import { craneModule } from "../binaries/tool-module";
import { announceCheckout } from "../checkout";
import { userKubeconfigPath } from "../control-plane/access";
import { type Kubectl, kubectlOf } from "../control-plane/kubectl";
import { LabError } from "../errors";
import { pushLayout } from "../images/registry";
import { withPart } from "../instance-lock";
import { commandFor, type Lab, REPOSITORY_DIRECTORY } from "../lab";
import { stopDaemon } from "../process/daemon";
import { job, type Report, runJobs } from "../progress";
import { requireUp } from "../require-up";
import { run } from "../run";
import { readTopology } from "../topology-record";
import { installChart } from "./install-chart";
import { daemonName, generatedName, MODULE_NAME, MODULE_NAMESPACE, MODULE_PARTS } from "./parts";

/** What the module's processes get to end well. */
const STOP_TIMEOUT_MS = 40_000;

/** Pepr builds the module and waits for its pods, without an end. Measured: two minutes on a busy host. */
const DEPLOY_TIMEOUT_MS = 900_000;

const ROLLOUT_TIMEOUT_SECONDS = 300;

/** Of each, the object of the module's name came with the manifests of its processes. */
const REPLACED = ["mutatingwebhookconfiguration", "validatingwebhookconfiguration", "clusterrole"];

/** How the module comes into a cluster: by Pepr's own command, or by our chart. */
export type Form = "pepr" | "chart";

/** Runs the module in pods: by the commands that a user has for any cluster, with the manifests that Pepr makes or our chart. */
export async function deployModule(lab: Lab, form: Form = "pepr"): Promise<void> {
  requireUp(lab);
  requireNode(lab);
  await withPart(lab, "module", async () => {
    announceCheckout(lab, `its module will be deployed from ${REPOSITORY_DIRECTORY}`);
    const kubectl = kubectlOf(lab, readAssets(lab).kubernetes);
    let image = "";
    const variant = form === "chart" ? "stargate" : "controller";
    if (form === "chart") {
      await ensureBuilt();
    }
    await runJobs(
      job(`Image ${variant}`, async report => {
        image = await pushImage(lab, variant, report);
        return image;
      }),
      job("Processes", () => leaveProcesses(lab, kubectl)),
    );
    if (form === "chart") {
      await leavePepr(kubectl);
      await runJobs(job("helm upgrade --install", report => installChart(lab, image, report)));
      return;
    }
    await runJobs(
      job("CRDs and static rights", async () => {
        const folders = ["crds", "config"].map(name => path.join(REPOSITORY_DIRECTORY, name));
        await kubectl(["apply", "--server-side", ...folders.flatMap(folder => ["-f", folder])]);
        return "applied";
      }),
    );
    await runJobs(
      job("npx pepr deploy", async report => {
        await peprDeploy(lab, image, report);
        report("waiting for the last pod of before to be replaced");
        await awaitRollout(kubectl);
        return "all pods are Ready";
      }),
    );
  });
}

/** Helm would leave Pepr's containers and volumes in its Deployments; those of a release are no obstacle to the next one. */
async function leavePepr(kubectl: Kubectl): Promise<void> {
  const peprs = ["-l", "pepr.dev/uuid=stargate"];
  await kubectl(["delete", "deployments", "-n", MODULE_NAMESPACE, "--ignore-not-found", ...peprs]);
}

/** Removes what runs in pods, before processes take its place. */
export async function leavePods(lab: Lab, kubectl: Kubectl): Promise<void> {
  if (readTopology(lab).inCluster) {
    await kubectl(["delete", "deployments,services", ...inNamespace()]);
  }
}

function requireNode(lab: Lab): void {
  if (!readTopology(lab).inCluster) {
    throw new LabError(
      `lab ${lab.instance} has no node for the module's pods`,
      commandFor(lab, "npm run lab -- up --in-cluster"),
    );
  }
}

async function pushImage(lab: Lab, variant: Variant, report: Report): Promise<string> {
  const { directory } = await ensureTools(craneModule(), report);
  const image = await ensureImage(variant, report);
  report("pushing it into the lab's registry");
  return pushLayout(lab, directory, image, variant);
}

/** What was applied for them would be in conflict with what Pepr applies, and is in other hands. */
async function leaveProcesses(lab: Lab, kubectl: Kubectl): Promise<string> {
  const slices = ["endpointslices", ...inNamespace()];
  const found = await kubectl(["get", ...slices, "-o", "name"]);
  if (found === "") {
    return "none";
  }
  await Promise.all(
    MODULE_PARTS.map(part => stopDaemon(lab, daemonName(part), { graceMs: STOP_TIMEOUT_MS })),
  );
  for (const kind of REPLACED) {
    await kubectl(["delete", kind, MODULE_NAME, "--ignore-not-found"]);
  }
  await kubectl(["delete", "services,endpointslices", ...inNamespace()]);
  const secrets = ["tls", "api-path"].map(name => `${MODULE_NAME}-${name}`);
  await kubectl(["delete", "secrets", "-n", MODULE_NAMESPACE, "--ignore-not-found", ...secrets]);
  return "ended";
}

function inNamespace(): readonly string[] {
  const names = [...new Set(MODULE_PARTS.map(generatedName))];
  return ["-n", MODULE_NAMESPACE, "--ignore-not-found", ...names];
}

/** Pepr counts pods that are Ready, and those of an earlier deployment are. */
async function awaitRollout(kubectl: Kubectl): Promise<void> {
  await kubectl([
    ...["rollout", "status", "deployment", "-n", MODULE_NAMESPACE],
    ...[`--timeout=${ROLLOUT_TIMEOUT_SECONDS}s`, "--request-timeout=0"],
  ]);
}

async function peprDeploy(lab: Lab, image: string, report: Report): Promise<void> {
  report("it builds the module, applies it and waits for the pods");
  await run(["npx", "pepr", "deploy", "--yes", "--image", image], {
    cwd: REPOSITORY_DIRECTORY,
    env: { KUBECONFIG: userKubeconfigPath(lab) },
    timeout: DEPLOY_TIMEOUT_MS,
  });
}
