import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf } from "../conditions";
import { decideRemoval } from "./decide-removal";
import type { Decision } from "./decision";
import { drainOf } from "./drain-of";
import { expectedNode } from "./expected-node";
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
  if (operation.spec.operation === "reset") {
    return decideRemoval(server, node, isLate(snapshot, timeoutsOf(profile).nodeReadySeconds));
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

function isLate({ operation, nowMs }: Snapshot, seconds: number): boolean {
  const since = conditionOf<"Operation">(operation.status?.conditions, "Bootstrapped");
  return since !== undefined && nowMs >= Date.parse(since.lastTransitionTime) + seconds * 1000;
}
