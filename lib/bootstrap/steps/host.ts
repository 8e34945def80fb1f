import { CLOCK_TOLERANCE_SECONDS } from "../../defaults";
import type { RepaveSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The host is one that can become a node of this cluster. Only checks. */
export function host({ server, apiServer, cluster, nowSeconds }: RepaveSpec): Step {
  return step("host", {
    parameters: {
      NODE_NAME: server.name,
      API_SERVER: apiServer,
      NOW_SECONDS: String(nowSeconds),
      CLOCK_TOLERANCE_SECONDS: String(CLOCK_TOLERANCE_SECONDS),
    },
    files: { "ca.crt": cluster.caBundle },
  });
}
