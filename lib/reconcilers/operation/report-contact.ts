import type { Reason } from "../../api/conditions";
import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf, setConditions } from "../../domain/conditions";
import type { HostRole } from "../../domain/errors";
import { serverKeyOf } from "../../domain/operation/server-key";
import * as status from "../../domain/operation/status";
import { type Wait, withoutText } from "../../domain/waiting";
import { timestamp } from "../timestamp";
import { announceLoss, contactOf } from "./on-the-way";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/** Why a host could not be reached, entered or trusted, and which one, where that is not plain. */
export interface ContactFailure {
  readonly reason: Reason;
  readonly message: string;
  readonly role?: HostRole | undefined;
}

/** Reasons that tell of a host that could not be reached or entered. */
export const CONTACT_REASONS: ReadonlySet<Reason> = new Set([
  "HostUnreachable",
  "JumpUnreachable",
  "AuthFailed",
  "HostKeyMismatch",
  "HostKeyNotPinned",
  "SudoRefused",
]);

/** The host does not answer, or not as it should; it is tried again. */
export async function reportUnreachable(
  ports: OperationPorts,
  operation: Operation,
  why: ContactFailure & Pick<Wait, "object">,
): Promise<void> {
  // The Event is said once: as long as the operation itself does not tell of it.
  await reportContact(ports, operation, why);
  let before: ReturnType<typeof contactOf>;
  await write(ports, operation, (current, now) => {
    before = contactOf(current);
    return status.unreachable(current, why, now);
  });
  if (before === "True") {
    await announceLoss(ports, operation, why.message);
  }
}

/** The Server shows that it could not be reached, or entered, or trusted. What its router showed is no word of it. */
export async function reportContact(
  { store, clock, events }: OperationPorts,
  operation: Operation,
  { reason, message, role }: ContactFailure,
): Promise<void> {
  const isMismatch =
    role !== "router" && (reason === "HostKeyMismatch" || reason === "HostKeyNotPinned");
  const server = await store.servers.updateStatus(serverKeyOf(operation), (current: Server) => ({
    ...withoutText(current.status),
    conditions: setConditions<"Server">(
      current.status?.conditions,
      [
        { type: "Reachable", status: "False", reason, message },
        ...(isMismatch
          ? [{ type: "HostKeyTrusted" as const, status: "False" as const, reason, message }]
          : []),
      ],
      { now: timestamp(clock), generation: current.metadata?.generation ?? 0 },
    ),
  }));
  if (isMismatch && server !== undefined && !isSaid(operation, message)) {
    const subject = { kind: "Server" as const, metadata: server.metadata ?? {} };
    await events.warning(subject, "HostKeyMismatch", message);
  }
}

/** Whether the operation told of that contact before. */
function isSaid({ status: seen }: Operation, message: string): boolean {
  const before = conditionOf<"Operation">(seen?.conditions, "HostReachable");
  return before?.status === "False" && before.message === message;
}
