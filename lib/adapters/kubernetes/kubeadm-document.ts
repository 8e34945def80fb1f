import { parse } from "yaml";
import * as z from "zod";
import { DependencyMissing, InvalidSpec } from "../../domain/errors";
import { referenceTo } from "../../domain/waiting";
import type { ApiClient } from "./client";

const NAMESPACE = "kube-system";

const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** A ConfigMap that kubeadm leaves in the cluster, and its entry. */
interface Place {
  readonly name: string;
  readonly entry: string;
}

/** What the cluster as a whole is like. */
export const CLUSTER_CONFIGURATION: Place = {
  name: "kubeadm-config",
  entry: "ClusterConfiguration",
};

/** What every kubelet is told. */
export const KUBELET_CONFIGURATION: Place = { name: "kubelet-config", entry: "kubelet" };

/**
 * A YAML document in a ConfigMap of kubeadm's.
 *
 * Rejects with `DependencyMissing` where it is not there, with `InvalidSpec` where it cannot be read, and as
 * `ApiClient.request` does.
 */
export async function kubeadmDocument<T>(
  client: Pick<ApiClient, "request">,
  { name, entry }: Place,
  schema: z.ZodType<T>,
): Promise<T> {
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/${name}`;
  const found = await client.request({ method: "GET", path });
  const text = found === undefined ? undefined : configMap.parse(found).data[entry];
  if (text === undefined) {
    const what = found === undefined ? "does not exist" : `has no entry ${entry}`;
    throw new DependencyMissing(`ConfigMap ${NAMESPACE}/${name} ${what}`, {
      reason: "ClusterConfigMissing",
      remedy: "kubeadm makes it: kubeadm init phase upload-config all",
      object: referenceTo("ConfigMap", { namespace: NAMESPACE, name }),
    });
  }
  try {
    return schema.parse(parse(text));
  } catch (cause: unknown) {
    throw new InvalidSpec(`ConfigMap ${NAMESPACE}/${name}: ${entry} cannot be read`, {
      reason: "InvalidSettings",
      remedy: "kubeadm makes it anew: kubeadm init phase upload-config all",
      cause,
    });
  }
}
