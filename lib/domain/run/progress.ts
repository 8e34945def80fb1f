import { type Reason, REASONS } from "../../api/conditions";
import { type CheckResult, withResult } from "../preflight/results";

/** State of one step, as in `Operation.status.steps[]`. */
export type StepState = "Pending" | "Running" | "Unchanged" | "Applied" | "Failed";

/** One line of a run's journal. */
export type JournalEntry =
  | { readonly event: "run-started"; readonly time: string; readonly steps: readonly string[] }
  | { readonly event: "step-started"; readonly time: string; readonly step: string }
  | {
      readonly event: "step-finished";
      readonly time: string;
      readonly step: string;
      readonly state: "Unchanged" | "Applied" | "Failed";
    }
  | {
      readonly event: "step-retried";
      readonly time: string;
      readonly step: string;
      /** The try that failed; the first is 1. */
      readonly attempt: number;
      readonly attempts: number;
      readonly delaySeconds: number;
      readonly reason: string;
      readonly message: string;
      readonly remedy?: string | undefined;
    }
  | {
      readonly event: "output";
      readonly time: string;
      readonly name: string;
      readonly value: string;
    }
  /** What one of a step's single checks found. */
  | ({ readonly event: "checked"; readonly time: string } & CheckResult)
  /** The step may not be applied before its gate is open. */
  | {
      readonly event: "run-parked";
      readonly time: string;
      readonly step: string;
      readonly gate: string;
    }
  | ({ readonly event: "run-finished"; readonly time: string } & RunResult);

/** How a run ended, in its own words. */
export interface RunResult {
  readonly result: "Succeeded" | "Failed";
  readonly step?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly remedy?: string | undefined;
}

/** One step, as far as the journal tells. */
export interface StepProgress {
  readonly name: string;
  readonly state: StepState;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly attempts: number;
}

/** Why a step is tried once more. */
export interface Retry {
  readonly step: string;
  /** The try that comes, or is at work: 2 is the first repetition. */
  readonly attempt: number;
  readonly attempts: number;
  /** When it begins, by the server's clock. */
  readonly until: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string | undefined;
}

/** A run, as far as the journal tells. */
export interface RunProgress {
  readonly steps: readonly StepProgress[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What the checks before the first change found, in their order. */
  readonly preflight: readonly CheckResult[];
  readonly result: RunResult | undefined;
  /** The last failure of the step at work; absent once a step has ended. */
  readonly retry?: Retry;
}

/** A run of which nothing is known. */
export const NO_PROGRESS: RunProgress = {
  steps: [],
  outputs: {},
  preflight: [],
  result: undefined,
};

/** The progress after one more line. A run that starts again counts the attempts of its steps on. */
export function advance(progress: RunProgress, entry: JournalEntry): RunProgress {
  switch (entry.event) {
    case "run-started":
      return { ...settled(progress), result: undefined, steps: restarted(progress, entry.steps) };
    case "step-started":
      return changed(progress, entry.step, step => ({
        name: step.name,
        state: "Running",
        startTime: entry.time,
        attempts: step.attempts + 1,
      }));
    case "step-finished":
      return changed(settled(progress), entry.step, step => ({
        ...step,
        state: entry.state,
        completionTime: entry.time,
      }));
    case "step-retried":
      return { ...progress, retry: retryOf(entry) };
    case "run-parked":
      return changed(settled(progress), entry.step, ({ name, attempts }) => ({
        name,
        state: "Pending",
        attempts: attempts - 1,
      }));
    case "output":
      return { ...progress, outputs: { ...progress.outputs, [entry.name]: entry.value } };
    case "checked":
      return { ...progress, preflight: withResult(progress.preflight, entry) };
    case "run-finished":
      return { ...settled(progress), result: entry };
  }
}

/** "7/14 kubelet": the step at work, or the last one that was. */
export function stepLabel({ steps }: RunProgress): string | undefined {
  const last = steps.findLastIndex(step => step.state !== "Pending");
  const name = steps[last]?.name;
  return name === undefined ? undefined : `${last + 1}/${steps.length} ${name}`;
}

/** "attempt 2 of 3: kubeadm join failed": why the step at work is not done yet. */
export function retryLabel({ retry }: RunProgress): string | undefined {
  return retry && `attempt ${retry.attempt} of ${retry.attempts}: ${retry.message}`;
}

/** The reason that a server gave, if it is one of ours. */
export function knownReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(REASONS, reason)
    ? (reason as Reason)
    : "ScriptFailed";
}

function retryOf({
  time,
  delaySeconds,
  attempt,
  ...rest
}: Extract<JournalEntry, { event: "step-retried" }>): Retry {
  const { step, attempts, reason, message, remedy } = rest;
  const until = new Date(Date.parse(time) + delaySeconds * 1000).toISOString();
  return { step, attempt: attempt + 1, attempts, until, reason, message, remedy };
}

/** The progress without what stood in the way of a step. */
function settled({ steps, outputs, preflight, result }: RunProgress): RunProgress {
  return { steps, outputs, preflight, result };
}

function restarted(progress: RunProgress, names: readonly string[]): readonly StepProgress[] {
  const attempts = new Map(progress.steps.map(step => [step.name, step.attempts]));
  return names.map(name => ({ name, state: "Pending", attempts: attempts.get(name) ?? 0 }));
}

function changed(
  progress: RunProgress,
  name: string,
  change: (step: StepProgress) => StepProgress,
): RunProgress {
  return {
    ...progress,
    steps: progress.steps.map(step => (step.name === name ? change(step) : step)),
  };
}
