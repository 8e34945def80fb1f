import { archive, type Files } from "../../../../lib/bootstrap/archive";
import type { Bundle } from "../../../../lib/bootstrap/bundle";
import { assignments } from "../../../../lib/domain/shell-quote";
import { filesIn } from "../../../../test/fakes/run-spec";

/** A step that stands for one of the plan's. */
export interface StubStep {
  readonly name: string;
  readonly checkSeconds: number;
  readonly applySeconds: number;
  /** Texts of its scripts. */
  readonly check: string;
  readonly apply: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The bundle with these steps in place of the plan; runner, library and secrets stay the product's own. */
export async function withSteps(bundle: Bundle, steps: readonly StubStep[]): Promise<Bundle> {
  const files = await filesIn(bundle.program);
  const kept = [...files].filter(([name]) => !/^(steps|files)\//.test(name));
  // The columns are those of the plan's first step, whatever comes after name and times.
  const [first = ""] = files.get("steps.tsv")?.split("\n") ?? [];
  const more = first.split("\t").slice(3);
  const lines = steps.map(
    ({ name, checkSeconds, applySeconds }) =>
      `${[name, checkSeconds, applySeconds, ...more].join("\t")}\n`,
  );
  const program = Object.assign(
    Object.fromEntries(kept),
    { "steps.tsv": lines.join("") },
    ...steps.map(filesOf),
  ) as Files;
  return { ...bundle, program: await archive(program) };
}

function filesOf({ name, check, apply, parameters }: StubStep): Files {
  return {
    [`steps/${name}/check.sh`]: check,
    [`steps/${name}/apply.sh`]: apply,
    [`steps/${name}/params.env`]: assignments(parameters),
  };
}
