import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import type { Decision } from "./decision";
import { expectedNode } from "./expected-node";
import { isOtherMachine, isOwnMachine, mismatch, type NodeEvidence } from "./judge-node";

/**
 * What to do after the server was reset: its Node goes, and is seen to be gone. One that is another machine's stays,
 * whatever its name. `isLate`: the time to see it gone is over.
 */
export function decideRemoval(
  server: Server,
  node: NodeEvidence | undefined,
  isLate: boolean,
): Decision {
  const expected = expectedNode(server);
  if (node === undefined) {
    return { kind: "Complete", message: "the server is clean, and no Node any more", node };
  }
  if (isOtherMachine(node, expected)) {
    const message = `the server is clean; Node ${node.name} is machine ${node.machineID}, another one, and stays`;
    return { kind: "Complete", message, node: undefined };
  }
  if (!isOwnMachine(node, expected)) {
    return { kind: "Fail", reason: "NodeIdentityMismatch", message: mismatch(node, expected) };
  }
  const reason = "NodeStillThere";
  const message = `Node ${node.name} is deleted, and not gone yet`;
  return isLate
    ? { kind: "Fail", reason, message: `${message}; look at its finalizers` }
    : { kind: "AwaitNode", reason, message, remove: node };
}

/** Whether the Node of the server's name is none of the operation's business: a reset cleans its own host, and no other. */
export function isLeftAlone(
  { spec }: Operation,
  server: Server | undefined,
  node: NodeEvidence,
): boolean {
  return (
    spec.operation === "reset" && server !== undefined && isOtherMachine(node, expectedNode(server))
  );
}
