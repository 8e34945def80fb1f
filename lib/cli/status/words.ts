import type { OperationEntry, ServerEntry, StatusReport } from "./report";

/** "7/11 kubelet", with the attempt where it is not the first. */
export function stepOf({ step, attempt }: OperationEntry): string | null {
  return step !== null && attempt !== null && attempt > 1 ? `${step} (attempt ${attempt})` : step;
}

/** What there is to know besides the state: a wait, a failure, or what happened last. */
export function saidOf({ operation, message }: ServerEntry): string | null {
  if (operation === null || operation.phase === "Succeeded") {
    return message;
  }
  if (operation.phase === "Failed") {
    return [operation.reason, operation.message].filter(word => word !== null).join(": ");
  }
  const { waitingFor, message: said, step } = operation;
  if (waitingFor !== null) {
    return `waiting for ${waitingFor}`;
  }
  // The step has a place of its own.
  return said === `step ${step ?? ""}` ? null : said;
}

/** The line below the tables. */
export function summaryLine({ summary: { servers, routers } }: StatusReport): string {
  const { ready, provisioning, pending, error, absent } = servers;
  const counts = [
    `${ready} ready`,
    `${provisioning} provisioning`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    `${error} error`,
    ...(absent > 0 ? [`${absent} absent`] : []),
  ];
  const known = routers.total === 0 ? "" : `; routers: ${routers.ready} of ${routers.total} ready`;
  return `servers: ${counts.join(", ")}${known}`;
}
