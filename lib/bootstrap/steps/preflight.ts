import { CLOCK_TOLERANCE_SECONDS } from "../../defaults";
import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The host is one that can become a node of this cluster, and reaches what it needs. Only checks. */
export function preflight(run: NodeSpec): Step {
  return step("preflight", {
    parameters: {
      NODE_NAME: run.server.name,
      API_SERVER: run.apiServer,
      KUBERNETES_VERSION: run.kubernetesVersion,
      NOW_SECONDS: String(run.nowSeconds),
      CLOCK_TOLERANCE_SECONDS: String(CLOCK_TOLERANCE_SECONDS),
      WAS_LET_GO: run.wasLetGo ? "yes" : "no",
      IGNORED_CHECKS: run.ignorePreflightErrors.join(" ").toLowerCase(),
    },
    files: { "ca.crt": run.cluster.caBundle },
  });
}
