import { STEP_ATTEMPTS } from "../defaults";
import type { Gate } from "../domain/run/gate";
import type { scripts } from "./scripts.generated";

type ScriptName = keyof typeof scripts;

/** Name of a step: the folder of its scripts. */
export type StepName = ScriptName extends infer Name
  ? Name extends `${infer Step}/check`
    ? Step
    : never
  : never;

/** One step of a run: what its scripts read, and how long they may take. */
export interface Step {
  readonly name: StepName;
  /** Variables of the scripts. Never secrets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Files that the scripts find under FILES_DIR, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly checkSeconds: number;
  readonly applySeconds: number;
  /** Tries, where a failure may pass by itself. */
  readonly attempts: number;
  /** Its apply disturbs pods: on a Node it waits until the gate is open. */
  readonly gate: Gate | undefined;
  /** Steps whose apply decides what this one will find: nobody can tell before. */
  readonly dependsOn: readonly StepName[];
}

/** Time for a check, unless the step says otherwise. */
const CHECK_SECONDS = 60;

/** Time for an apply that downloads nothing, unless the step says otherwise. */
const APPLY_SECONDS = 120;

/** A step with the usual limits. */
export function step(name: StepName, rest: Partial<Omit<Step, "name">> = {}): Step {
  return {
    name,
    parameters: {},
    files: {},
    checkSeconds: CHECK_SECONDS,
    applySeconds: APPLY_SECONDS,
    attempts: STEP_ATTEMPTS,
    gate: undefined,
    dependsOn: [],
    ...rest,
  };
}
