import type { Provider } from "../api/server.generated";
import type { Secret } from "../domain/secret";
import type { ClusterFacts } from "../ports/join";
import type { Gate } from "../domain/run/gate";

/** A package repository, with everything resolved. */
export interface RepositorySpec {
  /** Address with a slash at its end. */
  readonly url: string;
  /** Armored public key; absent: the server downloads `<url>Release.key`, and the fingerprint decides. */
  readonly key: string | undefined;
  readonly fingerprint: string | undefined;
}

/** Everything one run needs, resolved once and snapshot: later edits of profile or Secrets do not reach it. */
export type RunSpec = RepaveSpec | RebootSpec | ResetSpec;

/** What every run needs. */
interface Run {
  readonly operationUid: string;
  /** What the controller has done for the steps that disturb pods. */
  readonly openGates: readonly Gate[];
  /** The server itself ends the run after so long. */
  readonly runSeconds: number;
}

/** A server that is to boot anew. */
export interface RebootSpec extends Run {
  readonly kind: "reboot";
  /** Whether it is a Node, whose kubelet has to answer afterwards. */
  readonly isNode: boolean;
}

/** A server that is to be no node any more. */
export interface ResetSpec extends Run {
  readonly kind: "reset";
  readonly server: { readonly namespace: string; readonly name: string };
}

/** What a look at the server goes by: the same without anything secret. */
export type LookSpec = NodeSpec | RebootSpec | ResetSpec;

/** A server that is to be a node, and what it joins with. */
export interface RepaveSpec extends NodeSpec {
  readonly token: Secret;
}

/** A server that is to be a node. */
export interface NodeSpec extends Run {
  readonly kind: "repave";
  readonly server: {
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly ipv4: string;
    readonly provider: Provider;
  };
  /** "1.34" or "1.34.4". */
  readonly kubernetesVersion: string;
  readonly repositories: readonly RepositorySpec[];
  readonly cni: "cluster" | "bridge";
  /** Whether the machine was let go by an earlier Server without being cleaned: that Node's remains are nobody's. */
  readonly wasLetGo: boolean;
  readonly ignorePreflightErrors: readonly string[];
  /** `https://<address>:<port>` as servers reach it. */
  readonly apiServer: string;
  readonly cluster: ClusterFacts;
  /** The profile's own script, which runs before the join. */
  readonly customBootstrapScript?: string | undefined;
  /** The controller's time, in seconds since 1970: what the server's clock is compared with. */
  readonly nowSeconds: number;
}
