import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** Nothing of an earlier membership is left on a host that is no node, or that was let go by another Server. */
export function leftovers({ server, wasLetGo }: NodeSpec): Step {
  return step("leftovers", {
    parameters: { SERVER_UID: server.uid, WAS_LET_GO: wasLetGo ? "yes" : "no" },
    applySeconds: 300,
    // What runs there may be pods of a Node that has lost its credentials.
    gate: "drain",
  });
}
