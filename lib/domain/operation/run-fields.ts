import type { Operation, OperationStatus, Preflight } from "../../api/operation.generated";
import { MESSAGE_LIMIT_CHARACTERS, PREFLIGHT_NAME_LIMIT_CHARACTERS } from "../../defaults";
import type { CheckResult } from "../preflight/results";
import { clip } from "../redact";
import { knownReason, retryLabel, type RunProgress, stepLabel } from "../run/progress";

/** What the run printed so far: its end, and how much it was in all. Without secrets. */
export interface Output {
  readonly tail: string;
  /** Characters in all. */
  readonly end: number;
}

/** "step 7/14 join: attempt 2 of 3: …". */
export function progressLabel(progress: RunProgress): string {
  const words = [stepLabel(progress), retryLabel(progress)].filter(word => word !== undefined);
  return words.length === 0 ? "the run is starting" : `step ${words.join(": ")}`;
}

/** What `Operation.status` keeps of a run's progress. */
export function progressFields(progress: RunProgress): Partial<OperationStatus> {
  const label = stepLabel(progress);
  const { kubernetesVersion: version, bootID } = progress.outputs;
  return {
    ...(progress.steps.length === 0 ? {} : { steps: progress.steps.map(step => ({ ...step })) }),
    ...(progress.preflight.length === 0 ? {} : { preflight: progress.preflight.map(checkFields) }),
    ...(label === undefined ? {} : { step: label }),
    ...(version === undefined ? {} : { kubernetesVersion: version }),
    ...(bootID === undefined ? {} : { bootID }),
  };
}

/** A check's result as the API has it: bounded, in reasons that are documented, and without what there is nothing to say of. */
export function checkFields({ check, state, ...words }: CheckResult): Preflight {
  const { reason = "", message = "", remedy = "" } = words;
  return {
    name: clip(check, PREFLIGHT_NAME_LIMIT_CHARACTERS),
    state,
    ...(reason === "" ? {} : { reason: knownReason(reason) }),
    ...(message === "" ? {} : { message: clip(message, MESSAGE_LIMIT_CHARACTERS) }),
    ...(remedy === "" ? {} : { remedy: clip(remedy, MESSAGE_LIMIT_CHARACTERS) }),
  };
}

/** Output is read from its beginning again by whoever finds a run; the status never goes back. */
export function outputFields(
  { status }: Operation,
  { tail, end }: Output,
): Pick<OperationStatus, "logTail" | "logEnd"> {
  return end === 0 || end < (status?.logEnd ?? 0) ? {} : { logTail: tail, logEnd: end };
}
