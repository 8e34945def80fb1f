/** A way to judge objects, and what is created to be judged by it. */
export interface Contender {
  readonly name: string;
  readonly what: string;
  /** Pepr's webhook configurations leave the module's own namespace out, and nothing else differs. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The rules of the CRD once more, as a policy. */
export const POLICY: Contender = {
  name: "policy",
  what: "the CRD's rules for fields once more, as a ValidatingAdmissionPolicy",
  namespace: "pepr-system",
  labels: { bench: "policy" },
};

/** Both webhooks of the module. */
export const MODULE: Contender = {
  name: "module",
  what: "both webhooks of the module",
  namespace: "default",
  labels: {},
};

/** The module comes last: the others are what it is compared with. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: "none",
    what: "the schema and its CEL rules alone",
    namespace: "pepr-system",
    labels: {},
  },
  POLICY,
  {
    name: "no-op",
    what: "two webhooks that allow everything, Express over TLS",
    namespace: "pepr-system",
    labels: { bench: "no-op" },
  },
  MODULE,
];

/** A request that creates nothing: a Server in dry run. Names, addresses and NICs are all different, and nobody's. */
export function serverOf({ labels }: Contender, count: number): object {
  const [high, low] = [Math.floor(count / 250) % 250, count % 250];
  const pair = (byte: number): string => byte.toString(16).padStart(2, "0");
  return {
    apiVersion: "stargate.io/v1alpha1",
    kind: "Server",
    metadata: { name: `bench-${count}`, labels },
    spec: {
      ipv4: `10.60.${high}.${low + 1}`,
      routerIP: "100.64.0.99",
      mac: `02:99:00:00:${pair(high)}:${pair(low)}`,
    },
  };
}
