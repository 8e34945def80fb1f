import { type Bundle, renderBundle } from "../../../../lib/bootstrap/bundle";
import type { RunSpec } from "../../../../lib/bootstrap/run-spec";
import apply from "../stub.sh";
import check from "../stub-check.sh";
import { NODE_VERSION } from "./cluster";
import type { StargateConfig } from "./config";
import { withSteps } from "./steps";

/** Time that the step may take beyond what it takes. */
const GRACE_SECONDS = 60;

/** The product's own bundle, with one step in place of the plan: the stub. */
export async function stubBundle(run: RunSpec, config: StargateConfig): Promise<Bundle> {
  const { seconds } = config;
  const parameters = { SECONDS_TO_TAKE: String(seconds), RUN: config.run, NODE_VERSION };
  const stub = { name: "stub", applySeconds: seconds + GRACE_SECONDS, check, apply, parameters };
  return await withSteps(await renderBundle(run), [{ ...stub, checkSeconds: GRACE_SECONDS }]);
}
