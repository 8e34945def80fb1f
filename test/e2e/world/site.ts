import { parseAllDocuments } from "yaml";
import type { Operation } from "../../../lib/api/operation.generated";
import { Cluster, type Manifest } from "./cluster";
import { ensureUp, lab, type LabStatus, outputOf } from "./lab";
import { until } from "./until";

/** A join takes about twenty seconds on an idle machine. */
const OPERATION_TIMEOUT_MS = 240_000;

/** A change of an object's spec: fields that are undefined go. */
type Change = Readonly<Record<string, unknown>>;

/** The lab's datacenter in a namespace of one scenario, with the lab and the module up. */
export class Site {
  readonly namespace: string;
  readonly status: LabStatus;
  readonly cluster: Cluster;
  readonly #inventory: readonly Manifest[];

  private constructor(namespace: string, status: LabStatus) {
    this.namespace = namespace;
    this.status = status;
    this.cluster = new Cluster(status.kubeconfig);
    this.#inventory = parseAllDocuments(lab("inventory")).map(
      document => document.toJS() as Manifest,
    );
  }

  /** A fresh namespace with settings, Secrets, profile and Router, and no Servers yet. */
  static async open(namespace: string, status = ensureUp()): Promise<Site> {
    const site = new Site(namespace, status);
    await site.#removeLeftovers();
    await site.cluster.delete("Namespace", namespace);
    await site.cluster.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
    await site.#putSettings({});
    for (const kind of ["RoleBinding", "Secret", "ProvisioningProfile", "Router"]) {
      for (const manifest of site.#ofKind(kind)) {
        await site.cluster.create(manifest);
      }
    }
    return site;
  }

  async close(): Promise<void> {
    await this.cluster.delete("Namespace", this.namespace);
    await this.cluster.close();
  }

  /** Sets the settings to those of the lab, with changes, and has them read at once. */
  async settings(change: Readonly<Record<string, string>>): Promise<void> {
    await this.#putSettings(change);
    lab("module", "stop", "watcher");
    lab("module", "start", "watcher");
  }

  /** The inventory's object, moved into this namespace, with its spec changed. */
  manifest(kind: string, name: string, change: Change = {}): Manifest {
    const found = this.#ofKind(kind).find(({ metadata }) => metadata.name === name);
    if (found === undefined) {
      throw new Error(`the inventory has no ${kind} ${name}`);
    }
    const spec = { ...(found["spec"] as object | undefined), ...change };
    const changed = "spec" in found ? { ...found, spec } : found;
    return JSON.parse(JSON.stringify(changed)) as Manifest;
  }

  /** Makes a machine what it was before Stargate met it, and forgets its Node. */
  async pristine(...machines: readonly string[]): Promise<void> {
    for (const machine of machines) {
      lab("machine", "reset", machine);
      await this.cluster.delete("Node", machine);
    }
  }

  /** Deletes a Server whose host is another one by now, so that nobody can clean it. */
  async letGo(name: string): Promise<void> {
    if ((await this.cluster.get("Server", name, this.namespace)) !== undefined) {
      const annotations = { "stargate.io/skip-cleanup": "its host was made anew" };
      const key = { name, namespace: this.namespace };
      await this.cluster.patch("Server", key, { metadata: { annotations } });
    }
    await this.cluster.delete("Server", name, this.namespace);
  }

  /** Declares the lab's server, with changes. */
  async declareServer(name: string, change: Change = {}): Promise<void> {
    await this.cluster.create(this.manifest("Server", name, change));
  }

  /** Asks for a repave of a server. */
  async repave(name: string, server: string, profile?: string): Promise<void> {
    await this.order(name, server, { operation: "repave", profile });
  }

  /** Asks for an operation on a server. */
  async order(
    name: string,
    server: string,
    { operation, profile }: { readonly operation: string; readonly profile?: string | undefined },
  ): Promise<void> {
    await this.cluster.create({
      apiVersion: "stargate.io/v1alpha1",
      kind: "Operation",
      metadata: { name, namespace: this.namespace },
      spec: {
        serverRef: { name: server },
        operation,
        ...(profile === undefined ? {} : { provisioningProfileRef: { name: profile } }),
      },
    });
  }

  /** Waits until the operation is as the predicate wants it. */
  async operation(
    name: string,
    what: string,
    isSo: (operation: Operation) => boolean,
    deadlineMs = OPERATION_TIMEOUT_MS,
  ): Promise<Operation> {
    const look = (): Promise<Operation> => this.cluster.operation(name, this.namespace);
    return until(
      `Operation ${name} ${what}`,
      deadlineMs,
      async () => {
        const operation = await look();
        return isSo(operation) ? operation : undefined;
      },
      async () => (await look()).status,
    );
  }

  /** Waits until the operation succeeded. */
  async success(name: string, deadlineMs?: number): Promise<Operation> {
    return this.operation(
      name,
      "to succeed",
      operation => {
        if (operation.status?.phase === "Failed") {
          const { message = "", logTail = "" } = operation.status;
          throw new Error(`Operation ${name} failed: ${message}\n${logTail}`);
        }
        return operation.status?.phase === "Succeeded";
      },
      deadlineMs,
    );
  }

  /** Waits until the operation failed; its reason, message and more. */
  async failure(name: string, deadlineMs?: number): Promise<Failure> {
    const { status } = await this.operation(
      name,
      "to fail",
      operation => operation.status?.phase === "Failed",
      deadlineMs,
    );
    const failed = status?.conditions?.find(({ type }) => type === "Failed");
    return { reason: failed?.reason ?? "", message: status?.message ?? "", status };
  }

  /** Lines of the run's journal on its server. */
  journal(machine: string, operation: Operation): readonly Record<string, string>[] {
    const path = `/var/lib/stargate/runs/${operation.metadata?.uid ?? ""}/journal.jsonl`;
    return outputOf(machine, "cat", path)
      .trim()
      .split("\n")
      .map(line => JSON.parse(line) as Record<string, string>);
  }

  /** What a scenario that was cut short left behind declares the same router and servers. */
  async #removeLeftovers(): Promise<void> {
    for (const { metadata } of await this.cluster.list("Namespace")) {
      if (metadata.name.startsWith("e2e-")) {
        await this.cluster.delete("Namespace", metadata.name);
      }
    }
  }

  async #putSettings(change: Readonly<Record<string, string>>): Promise<void> {
    const [manifest] = this.#inventory.filter(({ kind }) => kind === "ConfigMap");
    const data = { ...(manifest?.["data"] as object), ...change };
    await this.cluster.put({ ...manifest, data } as unknown as Manifest);
  }

  #ofKind(kind: string): readonly Manifest[] {
    return this.#inventory
      .filter(manifest => manifest.kind === kind)
      .map(manifest => ({
        ...manifest,
        metadata: { ...manifest.metadata, namespace: this.namespace },
      }));
  }
}

/** How an operation failed. */
export interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly status: Operation["status"];
}

/** Whether the run has come to that step, or past it. */
export function atStep(name: string): (operation: Operation) => boolean {
  return ({ status }) =>
    status?.steps?.some(step => step.name === name && step.state !== "Pending") ?? false;
}
