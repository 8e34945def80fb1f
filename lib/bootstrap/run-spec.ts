import type { Provider } from "../api/server.generated";
import type { Secret } from "../domain/secret";
import type { ClusterFacts } from "../ports/join";

/** A package repository, with everything resolved. */
export interface RepositorySpec {
  /** Address with a slash at its end. */
  readonly url: string;
  /** Armored public key; absent: the server downloads `<url>Release.key`, and the fingerprint decides. */
  readonly key: string | undefined;
  readonly fingerprint: string | undefined;
}

/** Everything one run needs, resolved once and snapshot: later edits of profile or Secrets do not reach it. */
export interface RunSpec {
  readonly operationUid: string;
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
  readonly ignorePreflightErrors: readonly string[];
  /** `https://<address>:<port>` as servers reach it. */
  readonly apiServer: string;
  readonly cluster: ClusterFacts;
  readonly token: Secret;
  /** The profile's own script, which runs before the join. */
  readonly customBootstrapScript?: string | undefined;
  /** The controller's time, in seconds since 1970: what the server's clock is compared with. */
  readonly nowSeconds: number;
  /** The server itself ends the run after so long. */
  readonly runSeconds: number;
}
