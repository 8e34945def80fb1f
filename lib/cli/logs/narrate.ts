import { REASONS } from "../../api/conditions";
import type { Operation, OperationStatus, Step } from "../../api/operation.generated";
import { conditionOf, isTrue } from "../../domain/conditions";
import { formatKey, keyOf } from "../../domain/key";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { between, formatDuration } from "../duration";
import { waitOf } from "../../domain/waiting";
import { goesOnWhen, waitTitle } from "../waiting";
import { oneLine } from "../text";
import { newOutput, NO_OUTPUT, type OutputPosition } from "./output";

/** One line about an operation. */
export interface Line {
  /**
   * When it happened, as far as the API tells; else when it was seen. Output has the time of the step's event that came
   * with it, or else before it. Never before the line above.
   */
  readonly time: string;
  readonly text: string;
}

/** What was told of an operation so far. */
export interface Narration {
  readonly status: OperationStatus | undefined;
  readonly output: OutputPosition;
  /** Time of the last line. */
  readonly time: string | undefined;
}

/** Nothing was told. */
export const UNTOLD: Narration = { status: undefined, output: NO_OUTPUT, time: undefined };

/** Stands before each line of the run's own output. */
const OUTPUT_MARK = "  | ";

/** How the operation ended; undefined while it has not. */
export function resultOf({ status }: Operation): "Succeeded" | "Failed" | undefined {
  if (isTrue<"Operation">(status?.conditions, "Complete")) {
    return "Succeeded";
  }
  return isTrue<"Operation">(status?.conditions, "Failed") ? "Failed" : undefined;
}

/** The lines that say what is new since what was told before. */
export function narrate(
  before: Narration,
  operation: Operation,
  now: string,
): { readonly lines: readonly Line[]; readonly after: Narration } {
  const { status = {} } = operation;
  const { lines: printed, position } = newOutput(before.output, status, runOf(operation));
  const steps = stepLines(before.status?.steps ?? [], status.steps ?? [], now);
  const time = steps[0]?.time ?? before.time ?? now;
  const output = printed.map(line => ({ time, text: `${OUTPUT_MARK}${line}` }));
  const news = [
    // What was printed between two looks mostly belongs to the step that ended there.
    ...(before.status === undefined
      ? [titleOf(operation, now), ...steps, ...output]
      : [...output, ...steps]),
    ...noteLines(before.status, operation, now),
    ...resultLines(operation, now),
  ];
  const lines = inOrder(news, before.time);
  return { lines, after: { status, output: position, time: timeAfter(lines, before) } };
}

function runOf(operation: Operation): Parameters<typeof newOutput>[2] {
  return { uid: operation.metadata?.uid ?? "", isOver: resultOf(operation) !== undefined };
}

function timeAfter(lines: readonly Line[], before: Narration): string | undefined {
  return lines.at(-1)?.time ?? before.time;
}

/** The lines, none of them earlier than the one before: clocks differ, and some times are whole seconds. */
function inOrder(lines: readonly Line[], since: string | undefined): readonly Line[] {
  let latest = since;
  return lines.map(({ time, text }) => {
    latest = latest !== undefined && Date.parse(latest) > Date.parse(time) ? latest : time;
    return { time: latest, text };
  });
}

function titleOf(operation: Operation, now: string): Line {
  const { metadata, spec, status } = operation;
  const profile = status?.provisioningProfile ?? spec.provisioningProfileRef?.name;
  const created = metadata?.creationTimestamp as string | undefined;
  const what = isDryRun(operation) ? `dry run of ${spec.operation}` : spec.operation;
  const words = `Operation ${formatKey(keyOf(operation))}: ${what} of Server ${spec.serverRef.name}`;
  return {
    time: created ?? now,
    text: oneLine(profile === undefined ? words : `${words} with profile ${profile}`),
  };
}

function stepLines(before: readonly Step[], after: readonly Step[], now: string): readonly Line[] {
  const known = new Map(before.map(step => [step.name, step]));
  const width = Math.max(0, ...after.map(({ name }) => name.length));
  const digits = String(after.length).length;
  return after.flatMap((step, index) => {
    const news = newsOf(known.get(step.name), step);
    if (news === undefined) {
      return [];
    }
    const place = `[${String(index + 1).padStart(digits)}/${after.length}]`;
    const time = (step.state === "Running" ? step.startTime : step.completionTime) ?? now;
    return [{ time, text: `${place} ${oneLine(step.name).padEnd(width)}  ${news}` }];
  });
}

/** What there is to say of a step; undefined when it was said, or when it has not begun. */
function newsOf(before: Step | undefined, step: Step): string | undefined {
  const { state, attempts = 1, startTime, completionTime } = step;
  const isTold =
    before?.state === state && before.attempts === step.attempts && before.startTime === startTime;
  if (isTold || state === "Pending") {
    return undefined;
  }
  const attempt = attempts > 1 ? [`attempt ${attempts}`] : [];
  if (state === "Running") {
    return ["started", ...attempt].join(", ");
  }
  const tookMs = between(startTime, completionTime);
  const took = tookMs === undefined ? [] : [formatDuration(tookMs)];
  return [oneLine(state).toLowerCase(), ...took, ...attempt].join(", ");
}

/** Waits, and what else the status says that no step says. */
function noteLines(
  before: OperationStatus | undefined,
  operation: Operation,
  now: string,
): readonly Line[] {
  const { status = {} } = operation;
  const note = noteOf(status);
  const isTold = before !== undefined && noteOf(before) === note;
  if (note === undefined || isTold || resultOf(operation) !== undefined) {
    return [];
  }
  const tookMs = between(waitOf(status)?.since, now) ?? 0;
  return [{ time: now, text: oneLine(tookMs < 1000 ? note : (noteOf(status, tookMs) ?? note)) }];
}

/** Waits are told with how long they have lasted, where that is known. */
function noteOf(status: OperationStatus, tookMs?: number): string | undefined {
  const { message, step } = status;
  const wait = waitOf(status);
  if (wait !== undefined) {
    return `waiting for ${waitTitle(wait, tookMs)}: ${wait.message}; ${goesOnWhen(wait)}`;
  }
  return message === undefined || message === `step ${step ?? ""}` ? undefined : message;
}

function resultLines(operation: Operation, now: string): readonly Line[] {
  const result = resultOf(operation);
  if (result === undefined) {
    return [];
  }
  const { conditions, startTime, completionTime, message = "" } = operation.status ?? {};
  const time = completionTime ?? now;
  const tookMs = between(startTime, completionTime);
  const after = tookMs === undefined ? "" : ` after ${formatDuration(tookMs)}`;
  const hint = planHint(operation, time);
  if (result === "Succeeded") {
    return [{ time, text: oneLine(`succeeded${after}: ${message}`) }, ...hint];
  }
  const reason = conditionOf<"Operation">(conditions, "Failed")?.reason ?? "";
  return [
    { time, text: oneLine(`failed${after}: ${meaningOf(reason)}`) },
    { time, text: `  ${oneLine(message)}` },
    ...hint,
  ];
}

/** Where the plan is told that the operation has found. */
function planHint(operation: Operation, time: string): readonly Line[] {
  const { name } = keyOf(operation);
  return operation.status?.plan === undefined
    ? []
    : [{ time, text: oneLine(`\`stargate plan op/${name}\` prints the plan`) }];
}

/** "REASON: what it means". */
export function meaningOf(reason: string): string {
  return Object.hasOwn(REASONS, reason)
    ? `${reason}: ${REASONS[reason as keyof typeof REASONS]}`
    : reason;
}
