import type { Operation } from "../../api/operation.generated";
import { StargateError } from "../../domain/errors";
import * as status from "../../domain/operation/status";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/**
 * Puts an error where a user looks for it that is no part of the work: a right that is missing, or a defect of ours.
 * Only the log would tell of it else, pass after pass. Never rejects; how an operation ended stays as it is.
 */
export async function reportTrouble(
  ports: OperationPorts,
  operation: Operation,
  error: unknown,
): Promise<void> {
  const trouble = troubleOf(error);
  if (trouble === undefined) {
    return;
  }
  const { reason } = trouble;
  const message = ports.register.redact(trouble.message);
  const why = { reason, message, object: undefined, started: false };
  try {
    await write(ports, operation, (current, now) => status.waiting(current, why, now));
  } catch (failure: unknown) {
    ports.log.warn({ error: failure }, "what stands in the way of an operation cannot be written");
  }
}

function troubleOf(
  error: unknown,
): { readonly reason: "ApiForbidden" | "InternalError"; readonly message: string } | undefined {
  if (!(error instanceof StargateError)) {
    return { reason: "InternalError", message: `a defect of Stargate: ${String(error)}` };
  }
  const { reason, report: message } = error;
  return reason === "ApiForbidden" || reason === "InternalError" ? { reason, message } : undefined;
}
