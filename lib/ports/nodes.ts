/** A Kubernetes Node, as far as Stargate reads it. */
export interface NodeView {
  readonly name: string;
  readonly machineID: string;
  /** Version with its `v`, such as `v1.34.4`. */
  readonly kubeletVersion: string;
  /** First InternalIP of IPv4. */
  readonly internalIP: string | undefined;
  readonly podCIDR: string | undefined;
  readonly ready: boolean;
  /** Why it is not Ready, in the kubelet's words. */
  readonly notReadyMessage: string;
}

/** The Nodes of the cluster. Rejects only with `ApiUnavailable` or `AccessDenied`. */
export interface Nodes {
  get(name: string): Promise<NodeView | undefined>;
}
