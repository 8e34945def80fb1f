import { lateFailure } from "../../domain/operation/late";
import type { RunInput } from "../../domain/operation/snapshot";
import type { Requeue } from "../../ports/work";
import type { OperationPorts } from "./ports";
import { reportFailure } from "./report";
import type { Unfinished } from "./run";

const WHERE_IT_STANDS: Readonly<Record<Unfinished["kind"], string>> = {
  absent: "the server knows nothing of its run",
  lost: "its run ended without a result",
  parked: "its run has waited for the Node to be drained since",
  running: "its run is still at work, until its own deadline on the server",
};

/** What a last look found of a run without a result. */
export function whereItStands({ kind }: Unfinished): Parameters<typeof lateFailure>[1] {
  return { reason: "RunTimedOut", message: WHERE_IT_STANDS[kind] };
}

/** Ends an operation whose time is over, and of whose run the last look brought no result. */
export async function giveUp(
  ports: OperationPorts,
  input: RunInput,
  last?: Parameters<typeof lateFailure>[1],
): Promise<Requeue> {
  await reportFailure(ports, input.operation, lateFailure(input, last));
  return undefined;
}
