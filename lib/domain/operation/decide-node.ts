import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf } from "../conditions";
import type { Decision } from "./decision";
import { drainOf } from "./drain-of";
import { judgeNode, judgeReboot, type NodeEvidence, type NodeVerdict } from "./judge-node";
import type { Snapshot } from "./snapshot";
import { timeoutsOf } from "./timeouts";

/** What to do after every step on the server succeeded: wait for its Node, within limits. */
export function decideNode(snapshot: Snapshot): Decision {
  const { operation, server, profile, node } = snapshot;
  if (server === undefined) {
    return {
      kind: "Fail",
      reason: "ServerNotFound",
      message: `Server ${operation.spec.serverRef.name} was deleted during the operation`,
    };
  }
  const verdict = judge(operation, server, node);
  switch (verdict.kind) {
    case "Good":
      return { kind: "Complete", message: verdict.message, node };
    case "Wrong":
      return { kind: "Fail", reason: verdict.reason, message: verdict.message };
    case "NotYet": {
      const { reason, message } = verdict;
      const { nodeReadySeconds } = timeoutsOf(profile);
      return isLate(snapshot, nodeReadySeconds)
        ? { kind: "Fail", reason, message: `${message}, ${nodeReadySeconds} s after the run` }
        : { kind: "AwaitNode", reason, message };
    }
  }
}

/** Whether the Node is what the operation was to make of it. A server that is no Node has nothing more to become. */
function judge(operation: Operation, server: Server, node: NodeEvidence | undefined): NodeVerdict {
  const { spec, status = {} } = operation;
  const expected = expectedNode(server);
  if (spec.operation === "repave") {
    return judgeNode(node, expected, status.kubernetesVersion ?? "");
  }
  if (node !== undefined) {
    return judgeReboot(node, expected, status.bootID);
  }
  // It was drained, so it was one.
  return drainOf(operation) === undefined
    ? { kind: "Good", message: "the server has booted; it is no Node" }
    : {
        kind: "NotYet",
        reason: "NodeNotRegistered",
        message: `no Node ${expected.name} is registered`,
      };
}

/** What the server's Node must be. */
export function expectedNode(server: Server): {
  readonly name: string;
  readonly machineID: string | undefined;
  readonly ipv4: string;
} {
  return {
    name: server.metadata?.name ?? "",
    machineID: server.status?.machineID,
    ipv4: server.spec.ipv4,
  };
}

function isLate({ operation, nowMs }: Snapshot, seconds: number): boolean {
  const since = conditionOf<"Operation">(operation.status?.conditions, "Bootstrapped");
  return since !== undefined && nowMs >= Date.parse(since.lastTransitionTime) + seconds * 1000;
}
