import type { Condition } from "../../api/conditions";
import type { Operation } from "../../api/operation.generated";
import { conditionOf } from "../../domain/conditions";
import type { HostInput } from "../../domain/operation/snapshot";
import { announce } from "./announce";
import type { OperationPorts } from "./ports";

/**
 * How the last contact with its server went, where its run was seen at work there. That it was to be handed over is
 * written down before it is: nobody knows by that whether it ever began.
 */
export function contactOf({ status }: Operation): Condition["status"] | undefined {
  return status?.steps === undefined || status.steps.length === 0
    ? undefined
    : conditionOf<"Operation">(status.conditions, "HostReachable")?.status;
}

/** The run can be followed no longer, for now. To be said when the last contact before was good: once for each outage. */
export async function announceLoss(
  ports: OperationPorts,
  operation: Operation,
  why: string,
): Promise<void> {
  if (isExpected(operation)) {
    return;
  }
  const message = `the run cannot be followed; it may be at work on the server still: ${why}`;
  await announce(ports, operation, { type: "warning", reason: "ConnectionLost", message });
}

/** The server answers, after the last contact failed. */
export async function announceReturn(
  ports: OperationPorts,
  { operation, server }: HostInput,
): Promise<void> {
  if (contactOf(operation) === "False" && !isExpected(operation)) {
    const message = "the server answers again; its run is looked for there";
    const what = { type: "normal", reason: "ConnectionRestored", message, server } as const;
    await announce(ports, operation, what);
  }
}

/** The server had lost the run, which was started once more. */
export async function announceRestart(
  ports: OperationPorts,
  { operation, server }: HostInput,
  { why, fence }: { readonly why: "rebooted" | "killed"; readonly fence: number },
): Promise<void> {
  if (isExpected(operation)) {
    return;
  }
  const cause =
    why === "rebooted"
      ? "the server rebooted while its run was at work"
      : "something on the server killed its run";
  const message = `${cause}; it was started again under the fence ${fence}`;
  await announce(ports, operation, { type: "warning", reason: "RunRestarted", message, server });
}

/** A server that is to boot goes away, and loses its run. */
function isExpected({ spec }: Operation): boolean {
  return spec.operation === "reboot";
}
