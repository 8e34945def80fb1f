import { kubectl } from "./release";
import { until } from "./until";

/** What the garbage collector still has to take. */
const SETTLE_MS = 60_000;

/** They are past, and go by themselves. */
const PAST = ["events", "events.events.k8s.io"];

/** What the documents say is left when Stargate is uninstalled: the namespace, and what people put there. */
export const USERS_OWN = [
  "Namespace pepr-system",
  "ConfigMap pepr-system/kube-root-ca.crt",
  "ConfigMap pepr-system/stargate-config",
  "ServiceAccount pepr-system/default",
];

interface Found {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: object;
    readonly annotations?: object;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly object[];
  };
}

/** Every object of any kind with a name, namespace, label, annotation, finalizer or owner of ours, as `Kind namespace/name`. */
function remains(): readonly string[] {
  const resources = kubectl("", "api-resources", "--verbs=list", "-o", "name").trim().split("\n");
  const listed = resources.filter(resource => !PAST.includes(resource)).join(",");
  const { items } = JSON.parse(kubectl("", "get", listed, "-A", "-o", "json")) as {
    readonly items: readonly Found[];
  };
  return items.filter(isOurs).map(nameOf).sort();
}

/** Waits until what is left of ours in the cluster is just that. */
export async function onlyRemain(expected: readonly string[]): Promise<void> {
  const wanted = [...expected].sort().join("\n");
  await until(
    "nothing else to be left",
    SETTLE_MS,
    () => Promise.resolve(remains().join("\n") === wanted ? true : undefined),
    () => Promise.resolve(remains()),
  );
}

function isOurs({ metadata }: Found): boolean {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  const text = JSON.stringify([name, namespace, labels, annotations, finalizers, ownerReferences]);
  // Nodes of the lab have a label of the lab's.
  return /stargate(?!\.lab)|pepr/i.test(text);
}

function nameOf({ kind, metadata: { namespace, name } }: Found): string {
  return [kind, [namespace, name].filter(part => part !== undefined).join("/")].join(" ");
}
