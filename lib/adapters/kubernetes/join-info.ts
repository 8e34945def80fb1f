import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import * as z from "zod";
import { InvalidSpec } from "../../domain/errors";
import type { ClusterFacts, JoinInfo } from "../../ports/join";
import type { ApiClient } from "./client";
import { CLUSTER_CONFIGURATION, KUBELET_CONFIGURATION, kubeadmDocument } from "./kubeadm-document";

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
      kubeadmDocument(this.#client, CLUSTER_CONFIGURATION, clusterConfiguration),
      kubeadmDocument(this.#client, KUBELET_CONFIGURATION, kubeletConfiguration),
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
}
