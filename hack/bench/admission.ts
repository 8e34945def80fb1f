import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import { userKubeconfigPath } from "../lab/control-plane/access";
import type { Lab } from "../lab/lab";
import { type BenchReport, latencyRows } from "./report";

const PAIRS = 500;
const WARM_UP_PAIRS = 50;

/** Pepr's webhook configurations leave the module's own namespace out, and nothing else differs. */
const WITH_WEBHOOKS = "default";
const WITHOUT_WEBHOOKS = "pepr-system";

/** Time of a Server's dry-run create with both webhooks, beside the same without, one after the other in turn. */
export async function benchAdmission(lab: Lab): Promise<BenchReport> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(userKubeconfigPath(lab));
  const client = new ApiClient(kubeConfig);
  const subject: number[] = [];
  const baseline: number[] = [];
  for (let pair = 0; pair < WARM_UP_PAIRS + PAIRS; pair++) {
    const [a, b] = [await create(client, WITH_WEBHOOKS), await create(client, WITHOUT_WEBHOOKS)];
    if (pair >= WARM_UP_PAIRS) {
      subject.push(a);
      baseline.push(b);
    }
  }
  await client.close();
  return {
    name: "admission",
    subject: `create with webhooks (${PAIRS} in turn)`,
    baseline: "create without",
    rows: latencyRows("ms", subject, baseline),
  };
}

async function create(client: ApiClient, namespace: string): Promise<number> {
  const startMs = performance.now();
  await client.request({
    method: "POST",
    path: `/apis/stargate.io/v1alpha1/namespaces/${namespace}/servers`,
    query: { dryRun: "All" },
    body: {
      apiVersion: "stargate.io/v1alpha1",
      kind: "Server",
      metadata: { name: "bench" },
      spec: { ipv4: "10.50.1.5", routerIP: "100.64.0.10", mac: "02:00:0a:32:01:05" },
    },
  });
  return performance.now() - startMs;
}
