import { API_SERVER_PATIENCE_SECONDS } from "../../defaults";
import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The kubelet has a certificate of the cluster, and its Node is registered. */
export function join({ server, apiServer }: NodeSpec): Step {
  // kubeadm itself gives the API five minutes to sign the certificate, and the script two more to register.
  // Two tries of that fit into a run; a third would only end as "the run took too long".
  return step("join", {
    parameters: {
      NODE_NAME: server.name,
      API_SERVER: apiServer,
      API_SERVER_PATIENCE_SECONDS: String(API_SERVER_PATIENCE_SECONDS),
    },
    // The last question may take as long as any.
    checkSeconds: API_SERVER_PATIENCE_SECONDS + 30,
    applySeconds: 480,
    attempts: 2,
    gate: "drain",
  });
}
