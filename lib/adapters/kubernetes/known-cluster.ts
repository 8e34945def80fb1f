import * as z from "zod";
import type { KnownCluster } from "../../domain/admission/known-world";
import { type Range, rangeOf } from "../../domain/net/cidr";
import { DependencyMissing } from "../../domain/errors";
import type { ApiClient } from "./client";
import { CLUSTER_CONFIGURATION, kubeadmDocument } from "./kubeadm-document";

const versionAnswer = z.object({ gitVersion: z.string() });

const clusterConfiguration = z.object({
  networking: z
    .object({ podSubnet: z.string().default(""), serviceSubnet: z.string().default("") })
    .prefault({}),
});

/**
 * The API server's version, and the ranges that kubeadm wrote down; a cluster that another tool made has none there.
 *
 * Rejects as `ApiClient.request` does.
 */
export async function readKnownCluster(client: Pick<ApiClient, "request">): Promise<KnownCluster> {
  const answer = await client.request({ method: "GET", path: "/version" });
  const { podSubnet, serviceSubnet } = await networkingOf(client);
  return {
    version: versionAnswer.safeParse(answer).data?.gitVersion,
    podRanges: rangesOf(podSubnet),
    serviceRanges: rangesOf(serviceSubnet),
  };
}

async function networkingOf(
  client: Pick<ApiClient, "request">,
): Promise<z.infer<typeof clusterConfiguration>["networking"]> {
  try {
    return (await kubeadmDocument(client, CLUSTER_CONFIGURATION, clusterConfiguration)).networking;
  } catch (error: unknown) {
    if (error instanceof DependencyMissing) {
      return { podSubnet: "", serviceSubnet: "" };
    }
    throw error;
  }
}

/** Two families are separated by a comma; ours is IPv4. */
function rangesOf(text: string): readonly Range[] {
  return text
    .split(",")
    .map(range => rangeOf(range.trim()))
    .filter(range => range !== undefined);
}
