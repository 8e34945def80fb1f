import type { Cluster, Manifest } from "./cluster";
import { lab } from "./lab";
import { until } from "./until";

const NAMESPACE = "pepr-system";

/** Pods that are pulled, started and Ready, one after the other. */
const TIMEOUT_MS = 180_000;

/** The Deployments of the chart. */
const DEPLOYMENTS = ["pepr-stargate", "pepr-stargate-watcher"] as const;

/** What a pod of the chart is there for. */
export type Part = "admission" | "watcher";

/** A pod, as far as it is looked at. */
export type Pod = Manifest & {
  readonly metadata: { readonly uid?: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status?: { readonly containerStatuses?: readonly { readonly containerID?: string }[] };
};

/** A Deployment, as far as it is looked at. */
export interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly object[]; readonly volumes?: object[] };
    };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

interface Lease {
  readonly spec: { readonly holderIdentity?: string; readonly acquireTime?: string };
}

/** The module's pods, as the chart makes them. */
export class ModulePods {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The pods of a part, those that are told to go among them; of both without one. */
  async list(part?: Part): Promise<readonly Pod[]> {
    const pods = (await this.#cluster.list("Pod", NAMESPACE)) as readonly Pod[];
    const component = (pod: Pod): string | undefined =>
      pod.metadata.labels?.["app.kubernetes.io/component"];
    return pods.filter(pod => part === undefined || component(pod) === part);
  }

  /** Waits until every pod that there is has the image of that digest. */
  async allRun(digest: string): Promise<void> {
    await until(`no image but ${digest}`, TIMEOUT_MS, async () => {
      const pods = await this.list();
      return pods.every(({ spec }) => spec.containers[0]?.image.endsWith(digest))
        ? true
        : undefined;
    });
  }

  async deployments(): Promise<readonly Deployment[]> {
    const found = DEPLOYMENTS.map(name => this.#cluster.get("Deployment", name, NAMESPACE));
    return (await Promise.all(found)) as unknown as readonly Deployment[];
  }

  async lease(): Promise<Lease["spec"]> {
    const found = await this.#cluster.get("Lease", "stargate-leader", NAMESPACE);
    return (found as unknown as Lease).spec;
  }

  /** The pod that reconciles; throws when the Lease names none that there is. */
  async leader(): Promise<Pod> {
    const { holderIdentity = "" } = await this.lease();
    const found = (await this.list("watcher")).find(({ metadata }) =>
      holderIdentity.startsWith(`${metadata.name}_`),
    );
    if (found === undefined) {
      throw new Error(`no pod leads: ${holderIdentity}`);
    }
    return found;
  }

  async delete(pod: Pod | undefined): Promise<void> {
    await this.#cluster.delete("Pod", pod?.metadata.name ?? "", NAMESPACE);
  }

  /** Sends a signal to the one process of a pod, as only its node can. */
  signal(pod: Pod, name: string): void {
    const id = pod.status?.containerStatuses?.[0]?.containerID?.split("//")[1] ?? "";
    lab("exec", "mx-1", "--", ...["ctr", "-n", "k8s.io", "tasks", "kill", "-s", name, id]);
  }

  /** Waits until both Deployments have all their pods, and those are Ready and of the last version. */
  async whole(): Promise<void> {
    await until("both Deployments to be whole", TIMEOUT_MS, async () =>
      (await this.deployments()).every(isWhole) ? true : undefined,
    );
  }
}

function isWhole({ metadata, status }: Deployment): boolean {
  const counts = [status.replicas, status.readyReplicas, status.updatedReplicas];
  return status.observedGeneration === metadata.generation && counts.every(count => count === 2);
}
