import { readAssets } from "../assets";
import { announceCheckout } from "../checkout";
import { kubectlOf } from "../control-plane/kubectl";
import { withPart } from "../instance-lock";
import { type Lab, REPOSITORY_DIRECTORY } from "../lab";
import { leavePods } from "../module/deploy";
import { installManifests } from "../module/install";
import { readGeneratedManifest } from "../module/manifest";
import { daemonName, DEFAULT_PARTS, MODULE_PARTS, type ModulePart } from "../module/parts";
import { type StartOptions, startPart, writeCredentials } from "../module/processes";
import { stopDaemon } from "../process/daemon";
import { job, runJobs } from "../progress";
import { requireUp } from "../require-up";

/** What can be done to the module's processes. */
export const MODULE_ACTIONS = {
  start: "install the built module's manifests and start its processes",
  stop: "ask to end (SIGTERM) and wait",
  kill: "end at once (SIGKILL)",
} as const;

/** The name of an action. */
export type ModuleAction = keyof typeof MODULE_ACTIONS;

/** The parts that an action is for when none is named. */
export function partsOf(action: ModuleAction): readonly ModulePart[] {
  return action === "start" ? DEFAULT_PARTS : MODULE_PARTS;
}

/** Longer than the module's own deadline for a clean end. */
const STOP_TIMEOUT_MS = 40_000;

/** Does it to one part of the module, or to all. */
export async function runModuleAction(
  lab: Lab,
  action: ModuleAction,
  part: ModulePart | undefined,
  options: StartOptions = {},
): Promise<void> {
  requireUp(lab);
  const parts = part === undefined ? partsOf(action) : [part];
  await withPart(lab, "module", async () => {
    if (action === "start") {
      announceCheckout(lab, `its module will run from ${REPOSITORY_DIRECTORY}`);
      await start(lab, parts, options);
      return;
    }
    const graceMs = action === "stop" ? STOP_TIMEOUT_MS : 0;
    await runJobs(
      ...parts.map(each =>
        job(`${action} ${each}`, async () => {
          await stopDaemon(lab, daemonName(each), { graceMs });
          return "ended";
        }),
      ),
    );
  });
}

async function start(lab: Lab, parts: readonly ModulePart[], options: StartOptions): Promise<void> {
  const generated = await readGeneratedManifest();
  const kubectl = kubectlOf(lab, readAssets(lab).kubernetes);
  await runJobs(
    job("Manifests", async () => {
      await leavePods(lab, kubectl);
      await installManifests(kubectl, generated);
      await writeCredentials(lab, kubectl, generated);
      return "applied";
    }),
  );
  await runJobs(
    ...parts.map(part => job(`start ${part}`, () => startPart(lab, part, generated, options))),
  );
}
