import { CLEANUP_FINALIZER } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { WAIT_POLL_MS } from "../../defaults";
import { AccessDenied, InvalidSpec, NamespaceTerminating, unreachable } from "../../domain/errors";
import { formatKey, keyOf } from "../../domain/key";
import { expectedNode } from "../../domain/operation/expected-node";
import { isOwnMachine } from "../../domain/operation/judge-node";
import {
  type CleanupDecision,
  cleanupKey,
  cleanupOperation,
  decideCleanup,
  isAtWork,
  waitForEnd,
} from "../../domain/server/cleanup";
import type { Wait } from "../../domain/waiting";
import type { NodeView } from "../../ports/nodes";
import type { Store } from "../../ports/objects";
import type { Requeue } from "../../ports/work";
import type { ServerPorts } from "./ports";

/** A Server that was deleted and is held, and what is known of it. */
export interface Leaving {
  readonly server: Server;
  readonly operations: readonly Operation[];
  readonly node: NodeView | undefined;
}

/**
 * One pass over a Server that was deleted: sees to the reset of its host, and lets it go afterwards. `report` writes down
 * what it waits for. An API error on the way keeps it; a right that is missing is written down, for it stays so.
 */
export async function cleanUp(
  ports: ServerPorts,
  leaving: Leaving,
  report: (wait: Wait) => Promise<void>,
): Promise<Requeue> {
  try {
    return await pass(ports, leaving, report);
  } catch (error: unknown) {
    if (error instanceof AccessDenied && error.reason === "ApiForbidden") {
      const message = `the Server was deleted, and cannot be let go: ${error.report}`;
      await report({ reason: "ApiForbidden", message, object: error.object });
    }
    throw error;
  }
}

async function pass(
  ports: ServerPorts,
  leaving: Leaving,
  report: (wait: Wait) => Promise<void>,
): Promise<Requeue> {
  const { server, operations } = leaving;
  const reset = await ports.store.operations.get(cleanupKey(server));
  const decision = await ordered(ports, leaving, decideCleanup(server, reset, operations));
  switch (decision.kind) {
    case "Order":
      return { afterMs: 0 };
    case "Wait":
      await report(decision.wait);
      return { afterMs: WAIT_POLL_MS };
    case "Skip":
      await skip(ports, leaving, decision.why);
      return undefined;
    case "LetGo":
      await letGo(ports, server);
      return undefined;
    default:
      return unreachable(decision);
  }
}

/** Creates the reset where that is to be done; in a namespace that goes nobody can. */
async function ordered(
  { store }: ServerPorts,
  { server, operations }: Leaving,
  decision: CleanupDecision,
): Promise<CleanupDecision> {
  if (decision.kind !== "Order") {
    return decision;
  }
  try {
    await store.operations.create(cleanupOperation(server));
    return decision;
  } catch (error: unknown) {
    if (error instanceof NamespaceTerminating) {
      return await leaveWithNamespace(store, operations);
    }
    if (error instanceof InvalidSpec) {
      const message = `its reset cannot be ordered: ${error.message}`;
      return { kind: "Wait", wait: { reason: "CleanupFailed", message, object: undefined } };
    }
    throw error;
  }
}

/** Operations go with their namespace, too: one that is at work is stopped first, which ends by itself (`decideDeletion`). */
async function leaveWithNamespace(
  { operations: current }: Pick<Store, "operations">,
  operations: readonly Operation[],
): Promise<CleanupDecision> {
  for (const operation of operations.filter(isAtWork)) {
    const now = await current.get(keyOf(operation));
    if (now !== undefined && isAtWork(now)) {
      return { kind: "Wait", wait: waitForEnd(now) };
    }
  }
  return { kind: "Skip", why: "its namespace is being deleted, too" };
}

/** Takes the server out of the cluster without its host: its Node goes, if it is provably its own, and its tokens. */
async function skip(ports: ServerPorts, leaving: Leaving, why: string): Promise<void> {
  const { server, operations } = leaving;
  const what = await removeOwnNode(ports, leaving);
  for (const { metadata } of operations) {
    await ports.tokens.revoke(metadata?.uid ?? "");
  }
  const { metadata = {} } = server;
  const { name } = keyOf(server);
  const message = `the host was not cleaned, because ${why}; ${[what, ...atWorkWords(operations)].join("; ")}`;
  await ports.events.warning({ kind: "Server", metadata }, "CleanupSkipped", message);
  // Where the namespace goes, nobody can write into it; and kubectl finds the Events of a Node by its name as UID.
  const subject = { kind: "Node", metadata: { name, uid: name } } as const;
  const elsewhere = `Server ${formatKey(keyOf(server))}: ${message}`;
  await ports.events.warning(subject, "CleanupSkipped", elsewhere);
  await letGo(ports, server);
}

/** Removes the Node, if it is the server's own; what was done, in words. */
async function removeOwnNode(
  { nodes, forgotten }: ServerPorts,
  { server, node }: Leaving,
): Promise<string> {
  const { machineID } = server.status ?? {};
  if (machineID !== undefined) {
    // Before its Node goes: a kubelet that still runs may register again at any moment.
    await forgotten.add({ machineID, server: formatKey(keyOf(server)) });
  }
  if (node === undefined) {
    return "there is no Node";
  }
  if (!isOwnMachine(node, expectedNode(server))) {
    return `Node ${node.name} stays: it is machine ${node.machineID} at ${node.internalIP ?? "no address"}, not ${machineID ?? "known to be this Server's"} at ${server.spec.ipv4}`;
  }
  await nodes.delete(node);
  return `Node ${node.name} was removed`;
}

/** Who let the Server go did not wait for these: each ends at its own deadline. */
function atWorkWords(operations: readonly Operation[]): readonly string[] {
  return operations
    .filter(isAtWork)
    .map(operation => `Operation ${keyOf(operation).name} may still be at work there`);
}

async function letGo({ store }: Pick<ServerPorts, "store">, server: Server): Promise<void> {
  await store.servers.removeFinalizer(server, CLEANUP_FINALIZER);
}
