import type { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { runModuleAction } from "../../lab/cli/module";
import type { Lab } from "../../lab/lab";
import { readGeneratedManifest } from "../../lab/module/manifest";
import { startPart } from "../../lab/module/processes";
import { until } from "../../lab/poll";
import { judgeOne } from "./fill";
import type { FleetRow } from "./report";

const JUDGE_TIMEOUT_MS = 60_000;

/** Starts the process that judges anew: how long until it says that it is ready, and until a create was judged. */
export async function serve(
  lab: Lab,
  client: ApiClient,
): Promise<Pick<FleetRow, "servingSeconds" | "judgedSeconds">> {
  await runModuleAction(lab, "stop", "admission");
  const manifest = await readGeneratedManifest();
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  await startPart(lab, "admission", manifest);
  const servingSeconds = seconds();
  await until({ what: "a create to be judged", deadlineMs: JUDGE_TIMEOUT_MS }, async () => {
    await judgeOne(client);
    return { done: true };
  });
  return { servingSeconds, judgedSeconds: seconds() };
}
