import { archive, type Files } from "../../../../lib/bootstrap/archive";
import { type Bundle, renderBundle } from "../../../../lib/bootstrap/bundle";
import type { RunSpec } from "../../../../lib/bootstrap/run-spec";
import { assignments } from "../../../../lib/domain/shell-quote";
import { filesIn } from "../../../../test/fakes/run-spec";
import apply from "../stub.sh";
import check from "../stub-check.sh";
import { NODE_VERSION } from "./cluster";
import type { StargateConfig } from "./config";

/** Time that the step may take beyond what it takes. */
const GRACE_SECONDS = 60;

/** The product's own bundle, with one step in place of the plan: the stub. */
export async function stubBundle(run: RunSpec, config: StargateConfig): Promise<Bundle> {
  const bundle = await renderBundle(run);
  const files = await filesIn(bundle.program);
  const kept = [...files].filter(([name]) => !/^(steps|files)\//.test(name));
  return {
    ...bundle,
    program: await archive({ ...Object.fromEntries(kept), ...stepFiles(files, config) }),
  };
}

function stepFiles(files: ReadonlyMap<string, string>, { seconds, run }: StargateConfig): Files {
  // The columns are those of the plan's first step, whatever comes after name and times.
  const [first = ""] = files.get("steps.tsv")?.split("\n") ?? [];
  const columns = ["stub", GRACE_SECONDS, seconds + GRACE_SECONDS, ...first.split("\t").slice(3)];
  const parameters = { SECONDS_TO_TAKE: String(seconds), RUN: run, NODE_VERSION };
  return {
    "steps.tsv": `${columns.join("\t")}\n`,
    "steps/stub/check.sh": check,
    "steps/stub/apply.sh": apply,
    "steps/stub/params.env": assignments(parameters),
  };
}
