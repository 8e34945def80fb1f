import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The host knows which Server it is. */
export function identity({ server }: NodeSpec): Step {
  const record = {
    serverUID: server.uid,
    serverNamespace: server.namespace,
    nodeName: server.name,
  };
  return step("identity", { files: { "identity.json": `${JSON.stringify(record)}\n` } });
}
