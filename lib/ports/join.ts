import type { Secret } from "../domain/secret";

/** What every joining node must know of the cluster. Nothing of it is secret. */
export interface ClusterFacts {
  /** PEM bundle of the authorities that sign the API server's certificate. */
  readonly caBundle: string;
  /** Pod network of the whole cluster, absent when the cluster does not say. */
  readonly podSubnet: string | undefined;
  /** cgroup driver that the cluster tells its kubelets to use. */
  readonly cgroupDriver: "systemd" | "cgroupfs";
}

/**
 * The cluster that servers join.
 *
 * Rejects only with `DependencyMissing` (kubeadm's ConfigMaps are not there), `InvalidSpec`, `ApiUnavailable` or
 * `AccessDenied`.
 */
export interface JoinInfo {
  read(): Promise<ClusterFacts>;
}

/**
 * Bootstrap tokens: one per operation, named after it, so that whoever finishes the operation can remove it.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied` or `Conflict`.
 */
export interface BootstrapTokens {
  /**
   * The operation's token (`id.secret`), minted when there is none that lives until `expiresAt`.
   *
   * Rejects with `DependencyMissing`, too: a token of the same ID is somebody else's.
   */
  ensure(operationUid: string, expiresAt: Date): Promise<Secret>;
  /** Removes the operation's token; no token is fine, and so is a Secret of its name that is not ours. */
  revoke(operationUid: string): Promise<void>;
}
