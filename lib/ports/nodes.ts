/** A Kubernetes Node, as far as Stargate reads it. */
export interface NodeView {
  readonly name: string;
  readonly uid: string;
  /** Changes with every boot of its machine. */
  readonly bootID: string;
  readonly machineID: string;
  /** Version with its `v`, such as `v1.34.4`. */
  readonly kubeletVersion: string;
  /** First InternalIP of IPv4. */
  readonly internalIP: string | undefined;
  readonly podCIDR: string | undefined;
  readonly ready: boolean;
  /** Why it is not Ready, in the kubelet's words. */
  readonly notReadyMessage: string;
  /** Whether it takes no new pods. */
  readonly isCordoned: boolean;
  /** UID of the operation that cordoned it; undefined when somebody else did, or nobody. */
  readonly cordonedBy: string | undefined;
}

/** Which Node, and not one of its name that came later. */
export interface NodeReference {
  readonly name: string;
  readonly uid: string;
}

/** The Nodes of the cluster. Rejects only with `ApiUnavailable` or `AccessDenied`. */
export interface Nodes {
  get(name: string): Promise<NodeView | undefined>;
  /** Deletes that very Node; one that is gone is fine. Rejects with `Conflict`, too, when another one has its name. */
  delete(node: NodeReference): Promise<void>;
}
