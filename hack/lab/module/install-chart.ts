import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { assembleChart } from "../../chart/assemble";
import { ensureTools } from "../binaries/ensure";
import { helmModule } from "../binaries/tool-module";
import { userKubeconfigPath } from "../control-plane/access";
import type { Lab } from "../lab";
import type { Report } from "../progress";
import { run } from "../run";
import { MODULE_NAMESPACE } from "./parts";

/** For all pods to be Ready: Helm waits for that. */
const READY_TIMEOUT_SECONDS = 300;

/** Installs our chart, or upgrades it, with an image by its digest, and waits until every pod is Ready. */
export async function installChart(lab: Lab, image: string, report: Report): Promise<string> {
  const { directory } = await ensureTools(helmModule(), report);
  const folder = await mkdtemp(path.join(tmpdir(), "stargate-chart-"));
  const [repository = "", digest = ""] = image.split("@");
  try {
    await assembleChart(folder);
    report("waiting for all pods to be Ready");
    const command = [
      ...[path.join(directory, "helm"), "upgrade", "--install", "stargate", folder],
      // What was applied for processes, or by Pepr, is taken over.
      ...["-n", MODULE_NAMESPACE, "--create-namespace", "--take-ownership"],
      ...["--set", `image.repository=${repository}`, "--set", `image.digest=${digest}`],
      ...["--wait", "--timeout", `${READY_TIMEOUT_SECONDS}s`],
    ];
    await run(command, {
      env: { KUBECONFIG: userKubeconfigPath(lab) },
      timeout: (READY_TIMEOUT_SECONDS + 60) * 1000,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return "all pods are Ready";
}
