import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../../lib/adapters/kubernetes/client";
import type { Operation } from "../../../lib/api/operation.generated";
import type { Router } from "../../../lib/api/router.generated";
import type { Server } from "../../../lib/api/server.generated";
import { until } from "./until";

/** An object as YAML has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>> | undefined;
  };
  readonly [field: string]: unknown;
}

/** Where the API has each kind that tests use. */
const PATHS: Readonly<Record<string, string>> = {
  Server: "/apis/stargate.io/v1alpha1/namespaces/NS/servers",
  ProvisioningProfile: "/apis/stargate.io/v1alpha1/namespaces/NS/provisioningprofiles",
  Operation: "/apis/stargate.io/v1alpha1/namespaces/NS/operations",
  Router: "/apis/stargate.io/v1alpha1/namespaces/NS/routers",
  Secret: "/api/v1/namespaces/NS/secrets",
  ConfigMap: "/api/v1/namespaces/NS/configmaps",
  Event: "/api/v1/namespaces/NS/events",
  Pod: "/api/v1/namespaces/NS/pods",
  Deployment: "/apis/apps/v1/namespaces/NS/deployments",
  Service: "/api/v1/namespaces/NS/services",
  EndpointSlice: "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices",
  ServiceAccount: "/api/v1/namespaces/NS/serviceaccounts",
  PodDisruptionBudget: "/apis/policy/v1/namespaces/NS/poddisruptionbudgets",
  Namespace: "/api/v1/namespaces",
  Lease: "/apis/coordination.k8s.io/v1/namespaces/NS/leases",
  Node: "/api/v1/nodes",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings",
  CertificateSigningRequest: "/apis/certificates.k8s.io/v1/certificatesigningrequests",
};

const NAMESPACE_TIMEOUT_MS = 60_000;

/** The lab's cluster, as its administrator. */
export class Cluster {
  readonly #client: ApiClient;

  constructor(kubeconfig: string) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(kubeconfig);
    this.#client = new ApiClient(kubeConfig);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Creates the object; rejects as the API server refuses. */
  async create(manifest: Manifest): Promise<Manifest> {
    const path = pathOf(manifest.kind, manifest.metadata.namespace);
    return (await this.#client.request({ method: "POST", path, body: manifest })) as Manifest;
  }

  /** Replaces the object, whatever was there. */
  async put(manifest: Manifest): Promise<void> {
    const { name, namespace } = manifest.metadata;
    await this.delete(manifest.kind, name, namespace);
    await this.create(manifest);
  }

  async get(kind: string, name: string, namespace?: string): Promise<Manifest | undefined> {
    const path = `${pathOf(kind, namespace)}/${name}`;
    return (await this.#client.request({ method: "GET", path })) as Manifest | undefined;
  }

  async list(kind: string, namespace?: string): Promise<readonly Manifest[]> {
    const found = await this.#client.request({ method: "GET", path: pathOf(kind, namespace) });
    return (found as { items: readonly Manifest[] }).items;
  }

  async patch(
    kind: string,
    { name, namespace }: { readonly name: string; readonly namespace?: string },
    body: object,
  ): Promise<void> {
    const path = `${pathOf(kind, namespace)}/${name}`;
    await this.#client.request({ method: "PATCH", path, body });
  }

  /** Deletes the object and waits until it is gone. */
  async delete(kind: string, name: string, namespace?: string): Promise<void> {
    const path = `${pathOf(kind, namespace)}/${name}`;
    await this.#client.request({ method: "DELETE", path });
    await until(`${kind} ${name} to be gone`, NAMESPACE_TIMEOUT_MS, async () =>
      (await this.get(kind, name, namespace)) === undefined ? true : undefined,
    );
  }

  async operation(name: string, namespace: string): Promise<Operation> {
    return (await this.get("Operation", name, namespace)) as unknown as Operation;
  }

  async server(name: string, namespace: string): Promise<Server> {
    return (await this.get("Server", name, namespace)) as unknown as Server;
  }

  async router(name: string, namespace: string): Promise<Router> {
    return (await this.get("Router", name, namespace)) as unknown as Router;
  }
}

function pathOf(kind: string, namespace = ""): string {
  const path = PATHS[kind];
  if (path === undefined) {
    throw new Error(`no path for kind ${kind}`);
  }
  return namespace === "" ? path.replace("/namespaces/NS", "") : path.replace("NS", namespace);
}
