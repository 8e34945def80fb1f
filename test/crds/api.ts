import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import { StargateError } from "../../lib/domain/errors";
import { ensureUp } from "../e2e/world/lab";

const REPOSITORY = resolve(__dirname, "../..");

/** An object as YAML has it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: Record<string, unknown>;
}

/** Every document of a YAML file of the repository. */
export function manifestsOf(file: string): Manifest[] {
  const text = readFileSync(join(REPOSITORY, file), "utf8");
  return parseAllDocuments(text).map(document => document.toJS() as Manifest);
}

/** The YAML files below a folder of the repository. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder))
    .filter(file => file.endsWith(".yaml"))
    .map(file => join(folder, file));
}

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1";

/** The lab's API server with our CRDs and without our webhooks: what it refuses, it refuses by itself. */
export async function bareClient(): Promise<ApiClient> {
  const { kubeconfig } = ensureUp();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const client = new ApiClient(kubeConfig);
  for (const kind of ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]) {
    await client.request({ method: "DELETE", path: `${WEBHOOKS}/${kind}/pepr-stargate` });
  }
  return client;
}

const PATHS: Readonly<Record<string, string>> = {
  Server: "/apis/stargate.io/v1alpha1/namespaces/NS/servers",
  ProvisioningProfile: "/apis/stargate.io/v1alpha1/namespaces/NS/provisioningprofiles",
  Operation: "/apis/stargate.io/v1alpha1/namespaces/NS/operations",
  Router: "/apis/stargate.io/v1alpha1/namespaces/NS/routers",
  Secret: "/api/v1/namespaces/NS/secrets",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings",
};

/** What the API server says to a dry-run create: undefined when it accepts, else its message. */
export async function refusalOf(
  client: ApiClient,
  manifest: Manifest,
): Promise<string | undefined> {
  const path = PATHS[manifest.kind]?.replace("NS", "default") ?? "";
  const body = { ...manifest, metadata: { ...manifest.metadata, namespace: "default" } };
  try {
    await client.request({ method: "POST", path, query: { dryRun: "All" }, body });
    return undefined;
  } catch (error: unknown) {
    if (error instanceof StargateError) {
      return error.message;
    }
    throw error;
  }
}
