import { BUSYBOX } from "./busybox";
import type { Cluster, Manifest } from "./cluster";
import { until } from "./until";

/** Marks its pods, among those that a test may put beside them. */
const LABELS = { app: "web" };

/** Pulling an image on a busy machine, and starting. */
const TIMEOUT_MS = 120_000;

const LOOK_MS = 100;

/** Time in which a pod that is told to go still answers: whoever asks it learns late that it goes. */
const GRACE_SECONDS = 2;

/** A web server in several pods that may move, guarded by a budget. Somebody keeps counting those that are Ready. */
export class Workload {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #counting: NodeJS.Timeout;
  #fewest = Infinity;
  #isCounting = false;

  private constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#counting = setInterval(() => void this.#count(), LOOK_MS);
  }

  /** Starts it, and waits until every pod is Ready. */
  static async start(cluster: Cluster, namespace: string, replicas: number): Promise<Workload> {
    const container = {
      name: "web",
      image: BUSYBOX,
      command: ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/etc"],
      readinessProbe: { httpGet: { port: 8080, path: "/hostname" }, periodSeconds: 1 },
    };
    await cluster.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace },
      spec: {
        replicas,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            containers: [container],
            terminationGracePeriodSeconds: GRACE_SECONDS,
            automountServiceAccountToken: false,
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: LABELS },
              },
            ],
          },
        },
      },
    });
    const workload = new Workload(cluster, namespace);
    await workload.settled(replicas);
    return workload;
  }

  /** Lets no more pods go than leave so many. */
  async guard(minAvailable: number): Promise<void> {
    const metadata = { name: "web", namespace: this.#namespace };
    await this.#cluster.put({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      spec: { minAvailable, selector: { matchLabels: LABELS } },
    });
  }

  /** Gives it a Service. */
  async publish(): Promise<void> {
    await this.#cluster.put({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: this.#namespace },
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
    });
  }

  /** Waits until so many pods are Ready. */
  async settled(replicas: number): Promise<void> {
    const enough = async (): Promise<true | undefined> =>
      (await this.ready()).length >= replicas ? true : undefined;
    await until(`${replicas} pods to be Ready`, TIMEOUT_MS, enough, () =>
      this.#cluster.list("Pod", this.#namespace),
    );
    this.#fewest = Infinity;
    this.#isCounting = true;
  }

  /** Waits until every pod is Ready and one of them on that Node, to which it moves one where there is none. */
  async balanced(node: string, replicas: number): Promise<void> {
    await this.settled(replicas);
    if (!(await this.ready()).includes(node)) {
      const pods = await this.#cluster.list("Pod", this.#namespace);
      const pod = pods.find(({ metadata }) => metadata.labels?.["app"] === LABELS.app);
      await this.#cluster.delete("Pod", pod?.metadata.name ?? "", this.#namespace);
    }
    const isThere = async (): Promise<true | undefined> =>
      (await this.ready()).includes(node) ? true : undefined;
    await until(`a pod on ${node}`, TIMEOUT_MS, isThere);
    await this.settled(replicas);
  }

  /** The fewest pods that were ever Ready since it settled. Throws when they were never counted. */
  get fewest(): number {
    if (this.#fewest === Infinity) {
      throw new Error("nobody has counted the pods");
    }
    return this.#fewest;
  }

  /** The Nodes of the pods that are Ready. */
  async ready(): Promise<readonly string[]> {
    const pods = (await this.#cluster.list("Pod", this.#namespace)) as readonly Pod[];
    return pods
      .filter(
        ({ metadata, status }) =>
          metadata.labels?.["app"] === LABELS.app &&
          metadata.deletionTimestamp === undefined &&
          status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
      )
      .map(({ spec }) => spec.nodeName ?? "");
  }

  stop(): void {
    clearInterval(this.#counting);
  }

  async #count(): Promise<void> {
    if (this.#isCounting) {
      const { length } = await this.ready();
      this.#fewest = Math.min(this.#fewest, length);
    }
  }
}

/** A pod, as far as it is looked at. */
type Pod = Manifest & {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};
