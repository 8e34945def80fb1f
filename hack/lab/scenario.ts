/** The clusters that a lab may have. */
export const SCENARIOS = ["mx", "aks"] as const;

/** `mx`: a cluster of one's own, made by kubeadm. `aks`: a managed one, of which only its API server is seen. */
export type Scenario = (typeof SCENARIOS)[number];

/** What differs between the clusters of the scenarios. */
export interface ClusterFacts {
  /** Pods get addresses from here. */
  readonly podCidr: string;
  /** Services get addresses from here. */
  readonly serviceCidr: string;
  /** The Service that resolves names. */
  readonly dnsAddress: string;
  /**
   * Whether a provider made it: then there is nothing that `kubeadm join` looks for, no controller gives Nodes a block of the
   * pods' addresses, and the API server reaches nodes only through agents that run on the cluster's own.
   */
  readonly isManaged: boolean;
  readonly apiServerPort: number;
  /** The one name in the API server's certificate; without it there are addresses. */
  readonly publicName: string | undefined;
}

const FACTS: Readonly<Record<Scenario, ClusterFacts>> = {
  mx: {
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.96.0.0/12",
    dnsAddress: "10.96.0.10",
    isManaged: false,
    apiServerPort: 6443,
    publicName: undefined,
  },
  // As a cluster with Azure CNI in overlay mode: Azure's own agent gives nodes their blocks, and tells nobody by Node.
  aks: {
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.0.0.0/16",
    dnsAddress: "10.0.0.10",
    isManaged: true,
    apiServerPort: 443,
    publicName: "stargate-a-stargate-aks-lab-44654a-ci1pdkrz.hcp.canadacentral.azmk8s.io",
  },
};

/** What the scenario's cluster is like. */
export function factsOf(scenario: Scenario): ClusterFacts {
  return FACTS[scenario];
}
