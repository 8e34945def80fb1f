import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** What the command line learns from its environment. */
export interface Environment {
  /** Kubeconfigs to merge, the first one wins. */
  readonly kubeconfigs: readonly string[];
  /** Whether a pod's own credentials may be there. */
  readonly isInCluster: boolean;
  /** See no-color.org. */
  readonly wantsColour: boolean;
}

/** Reads the environment: the only place of the command line that does. */
export function readEnvironment(): Environment {
  const { KUBECONFIG = "", KUBERNETES_SERVICE_HOST, NO_COLOR = "", TERM } = process.env;
  const named = KUBECONFIG.split(delimiter).filter(file => file !== "");
  return {
    kubeconfigs: named.length > 0 ? named : [join(homedir(), ".kube", "config")],
    isInCluster: KUBERNETES_SERVICE_HOST !== undefined,
    wantsColour: NO_COLOR === "" && TERM !== "dumb",
  };
}
