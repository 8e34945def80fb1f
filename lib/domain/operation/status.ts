import type { Condition, Reason } from "../../api/conditions";
import type { Operation, OperationStatus } from "../../api/operation.generated";
import type { WaitReason } from "../../api/waiting";
import { MESSAGE_LIMIT_CHARACTERS } from "../../defaults";
import { isTrue, setConditions, type Verdict } from "../conditions";
import { clip } from "../redact";
import { referenceTo, type Wait, waitingFor, waitReasonOf } from "../waiting";
import { serverKeyOf } from "./server-key";
import { isDraining } from "./drain-of";
import type { OperationWait } from "./snapshot";
import { isUntimed } from "./timeouts";
import type { RunProgress } from "../run/progress";
import { type Output, outputFields, progressFields, progressLabel } from "./run-fields";

type OperationVerdict = Verdict<"Operation">;

/** What one pass has to say about an operation. */
interface Report {
  /** Complete, and Ready which mirrors it. */
  readonly complete: Pick<OperationVerdict, "status" | "reason" | "message">;
  /** The other conditions that changed. */
  readonly verdicts: readonly OperationVerdict[];
  readonly message: string;
  readonly wait?: Wait;
  readonly fields?: Partial<OperationStatus>;
}

/** It waits for something to appear. `started`: the time to reach the host is running. */
export function waiting(operation: Operation, wait: OperationWait, now: string): OperationStatus {
  const { reason, message, started } = wait;
  // A run that was handed over has its own time, whatever its controller waits for; one that is paused is gone.
  const isHandedOver = operation.status?.dcJobID !== undefined;
  const isUncounted = reason === "Paused" || (isUntimed(reason) && !isHandedOver);
  const counted = isUncounted ? notStarted(operation) : operation;
  return reported(counted, now, {
    complete: unfinished(reason, message),
    // Nobody asks pods to leave meanwhile: their time begins anew, too.
    verdicts:
      isUncounted && isDraining(operation)
        ? [{ type: "Drained", status: "Unknown", reason, message }]
        : [],
    message,
    wait,
    fields: started ? { startTime: counted.status?.startTime ?? now } : {},
  });
}

function notStarted({ status, ...operation }: Operation): Operation {
  const { startTime: _, ...rest } = status ?? {};
  return { ...operation, status: rest };
}

/** The host is being contacted. */
export function starting(operation: Operation, profileName: string, now: string): OperationStatus {
  return reported(operation, now, {
    complete: unfinished("InProgress", "connecting to the server"),
    verdicts: [],
    message: "connecting to the server",
    fields: {
      startTime: operation.status?.startTime ?? now,
      provisioningProfile: profileName,
    },
  });
}

/** What stands in the way for now. Its reason need not be one that anybody waits for. */
export interface Obstacle extends Omit<Wait, "reason"> {
  readonly reason: Reason;
}

/** The host does not answer; it is tried again. */
export function unreachable(operation: Operation, why: Obstacle, now: string): OperationStatus {
  const { reason, message } = why;
  return obstructed(operation, why, now, [
    { type: "HostReachable", status: "False", reason, message },
  ]);
}

/** Something keeps us from looking at a run that goes on. The conditions have its own reason, the wait the one it is there. */
export function obstructed(
  operation: Operation,
  why: Obstacle,
  now: string,
  verdicts: readonly OperationVerdict[] = [],
): OperationStatus {
  const { reason, message, object } = why;
  return reported(operation, now, {
    complete: unfinished(reason, message),
    verdicts,
    message,
    wait: { reason: waitReasonOf(reason), message, object },
  });
}

/** The job on the server is at work. */
export function running(
  operation: Operation,
  job: { readonly unit: string; readonly progress: RunProgress; readonly output: Output },
  now: string,
): OperationStatus {
  const message = progressLabel(job.progress);
  return reported(operation, now, {
    complete: unfinished("StepsRunning", message),
    verdicts: [
      connected(),
      { type: "Bootstrapped", status: "False", reason: "StepsRunning", message },
    ],
    message,
    fields: {
      dcJobID: job.unit,
      ...progressFields(job.progress),
      ...outputFields(operation, job.output),
    },
  });
}

/** Every step succeeded; the Node is next. */
export function bootstrapped(
  operation: Operation,
  { progress, output }: { readonly progress: RunProgress; readonly output: Output },
  now: string,
): OperationStatus {
  const message = "every step on the server succeeded";
  return reported(operation, now, {
    complete: unfinished("InProgress", "waiting for the Node"),
    verdicts: [
      connected(),
      { type: "Bootstrapped", status: "True", reason: "StepsSucceeded", message },
    ],
    message: `${message}; waiting for the Node`,
    wait: nodeWait(operation, nodeReasonOf(operation), "the Node was not looked at yet"),
    fields: { ...progressFields(progress), ...outputFields(operation, output) },
  });
}

/** What is to become of the Node. */
function nodeReasonOf({ spec }: Operation): WaitReason {
  return spec.operation === "reset" ? "NodeStillThere" : "NodeNotRegistered";
}

/** It was deleted, and its run is being stopped: the script at work may finish. */
export function cancelling(
  operation: Operation,
  graceSeconds: number,
  now: string,
): OperationStatus {
  const message = `being cancelled: the script at work may go on for up to ${graceSeconds} s`;
  return reported(operation, now, {
    complete: unfinished("Cancelling", message),
    verdicts: [],
    message,
    wait: { reason: "Cancelling", message, object: referenceTo("Server", serverKeyOf(operation)) },
  });
}

/** The Node is not there or not Ready yet. */
export function awaitingNode(
  operation: Operation,
  why: { reason: WaitReason; message: string },
  now: string,
): OperationStatus {
  const { reason, message } = why;
  return reported(operation, now, {
    complete: unfinished(reason, message),
    verdicts: [{ type: "NodeReady", status: "False", reason, message }],
    message,
    wait: nodeWait(operation, reason, message),
  });
}

/** A wait for the Node of the operation's server. */
export function nodeWait({ spec }: Operation, reason: WaitReason, message: string): Wait {
  return { reason, message, object: { kind: "Node", name: spec.serverRef.name } };
}

/** It ended without success. `about` is the condition that the failure belongs to, if it has one. */
export function failed(
  operation: Operation,
  why: {
    readonly reason: Reason;
    readonly message: string;
    readonly about?: "HostReachable" | "Drained" | "Bootstrapped" | "NodeReady" | undefined;
    readonly fields?: Partial<OperationStatus>;
  },
  now: string,
): OperationStatus {
  const { reason, message, about, fields } = why;
  return reported(operation, now, {
    complete: unfinished(reason, message),
    verdicts: [
      { type: "Failed", status: "True", reason, message },
      ...(about === undefined ? [] : [{ type: about, status: "False" as const, reason, message }]),
      // Its run was followed to its end.
      ...(about === "Bootstrapped" ? [connected()] : []),
    ],
    message,
    fields: { completionTime: now, ...fields },
  });
}

/** It succeeded: its effect was seen, on the Node where the server is one. */
export function succeeded(
  operation: Operation,
  { message, isNode }: { readonly message: string; readonly isNode: boolean },
  now: string,
): OperationStatus {
  return reported(operation, now, {
    complete: { status: "True", reason: "Succeeded", message },
    verdicts: [
      { type: "Failed", status: "False", reason: "Succeeded", message },
      ...(isNode
        ? [
            {
              type: "NodeReady" as const,
              status: "True" as const,
              reason: "NodeReady" as const,
              message,
            },
          ]
        : []),
    ],
    message,
    fields: { completionTime: now },
  });
}

/** The server was spoken to. */
export function connected(): OperationVerdict {
  return {
    type: "HostReachable",
    status: "True",
    reason: "Connected",
    message: "the server answers over SSH",
  };
}

/** Not complete, whatever the reason. */
export function unfinished(reason: Reason, message: string): Report["complete"] {
  return { status: "False", reason, message };
}

/** Conditions that nobody has judged yet. */
const INITIAL: readonly OperationVerdict[] = [
  { type: "Failed", status: "False", reason: "InProgress", message: "" },
  { type: "HostReachable", status: "Unknown", reason: "NotStarted", message: "" },
  { type: "Bootstrapped", status: "Unknown", reason: "NotStarted", message: "" },
  { type: "NodeReady", status: "Unknown", reason: "NotStarted", message: "" },
];

/** The status after a pass: what was known, and what that pass has to say. */
export function reported(operation: Operation, now: string, report: Report): OperationStatus {
  const before = operation.status ?? {};
  const known = new Set(before.conditions?.map(condition => condition.type));
  const verdicts: OperationVerdict[] = [
    ...INITIAL.filter(verdict => !known.has(verdict.type)),
    { type: "Complete", ...report.complete },
    { type: "Ready", ...report.complete },
    ...report.verdicts,
  ];
  const generation = operation.metadata?.generation ?? 0;
  const conditions = setConditions(before.conditions, verdicts, { now, generation });
  const { waitingFor: _, ...kept } = before;
  const status = { ...kept, ...report.fields };
  return {
    ...status,
    observedGeneration: generation,
    conditions,
    phase: phaseOf(conditions, status.startTime),
    message: clip(report.message, MESSAGE_LIMIT_CHARACTERS),
    ...(report.wait === undefined ? {} : { waitingFor: waitingFor(before, report.wait, now) }),
  };
}

/** The phase that the conditions amount to: for people, never an input. */
function phaseOf(
  conditions: readonly Condition[],
  startTime: string | undefined,
): NonNullable<OperationStatus["phase"]> {
  if (isTrue<"Operation">(conditions, "Complete")) {
    return "Succeeded";
  }
  if (isTrue<"Operation">(conditions, "Failed")) {
    return "Failed";
  }
  return startTime === undefined ? "Pending" : "Running";
}
