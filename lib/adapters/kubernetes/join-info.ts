import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import * as z from "zod";
import { DependencyMissing, InvalidSpec } from "../../domain/errors";
import type { ClusterFacts, JoinInfo } from "../../ports/join";
import type { ApiClient } from "./client";

const NAMESPACE = "kube-system";

const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });

const clusterConfiguration = z.object({
  networking: z.object({ podSubnet: z.string().optional() }).default({}),
});

const kubeletConfiguration = z.object({
  cgroupDriver: z.enum(["systemd", "cgroupfs"]).default("systemd"),
});

/** What a joining node must know: from our own kubeconfig and from what kubeadm left in the cluster. */
export class ApiJoinInfo implements JoinInfo {
  readonly #client: ApiClient;
  readonly #kubeConfig: KubeConfig;

  constructor(client: ApiClient, kubeConfig: KubeConfig) {
    this.#client = client;
    this.#kubeConfig = kubeConfig;
  }

  async read(): Promise<ClusterFacts> {
    const [cluster, kubelet] = await Promise.all([
      this.#document("kubeadm-config", "ClusterConfiguration", clusterConfiguration),
      this.#document("kubelet-config", "kubelet", kubeletConfiguration),
    ]);
    return {
      caBundle: await this.#caBundle(),
      podSubnet: cluster.networking.podSubnet,
      cgroupDriver: kubelet.cgroupDriver,
    };
  }

  /** The authorities that we ourselves trust the API server by. */
  async #caBundle(): Promise<string> {
    const { caData, caFile } = this.#kubeConfig.getCurrentCluster() ?? {};
    const bundle = caData
      ? Buffer.from(caData, "base64").toString("utf8")
      : await readFile(caFile ?? "", "utf8").catch(() => "");
    try {
      void new X509Certificate(bundle);
    } catch (cause: unknown) {
      throw new InvalidSpec("our own kubeconfig has no certificate authority to give to nodes", {
        reason: "InvalidSettings",
        remedy: "run the module with a kubeconfig that has certificate-authority-data",
        cause,
      });
    }
    return bundle;
  }

  /** A YAML document in a ConfigMap that `kubeadm join` will ask for, too. */
  async #document<T>(name: string, entry: string, schema: z.ZodType<T>): Promise<T> {
    const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/${name}`;
    const found = await this.#client.request({ method: "GET", path });
    const text = found === undefined ? undefined : configMap.parse(found).data[entry];
    if (text === undefined) {
      const what = found === undefined ? "does not exist" : `has no entry ${entry}`;
      throw new DependencyMissing(`ConfigMap ${NAMESPACE}/${name} ${what}`, {
        reason: "ClusterConfigMissing",
        remedy: "kubeadm makes it: kubeadm init phase upload-config all",
        waitingFor: `ConfigMap/${NAMESPACE}/${name}`,
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
}
