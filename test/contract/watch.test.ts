import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import { ApiWatch } from "../../lib/adapters/kubernetes/watch";
import { systemClock } from "../../lib/adapters/system-clock";
import type { Server } from "../../lib/api/server.generated";
import { Cluster } from "../e2e/world/cluster";
import { lab, labStatus } from "../e2e/world/lab";
import { aServer } from "../fakes/samples";
import { FakeWatch } from "../fakes/watch";
import { describeWatch } from "./watch";

describeWatch("FakeWatch", () => {
  const servers = new FakeWatch<Server>();
  const objects = new Map<string, Server>();
  return Promise.resolve({
    servers,
    namespace: "dc",
    put: (name, ipv4, labels) => {
      const server = aServer({ metadata: { namespace: "dc", name }, spec: { ipv4 } });
      server.metadata!.labels = { ...labels };
      objects.set(name, server);
      servers.put(server);
      return Promise.resolve();
    },
    delete: name => {
      servers.remove(objects.get(name)!);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

describeWatch("ApiWatch", async () => {
  const namespace = "contract-watch";
  lab("up");
  lab("module", "start", "admission");
  // The watcher would write statuses, too.
  lab("module", "stop", "watcher");
  const { kubeconfig } = labStatus();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const client = new ApiClient(kubeConfig);
  const cluster = new Cluster(kubeconfig);
  await cluster.delete("Namespace", namespace);
  await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const servers = { kind: "Server", plural: "servers" };
  return {
    servers: new ApiWatch<Server>(client, servers, { clock: systemClock }),
    namespace,
    put: async (name, ipv4, labels) => {
      const key = { name, namespace };
      if ((await cluster.get("Server", name, namespace)) !== undefined) {
        await cluster.patch("Server", key, { spec: { ipv4 } });
        return;
      }
      await cluster.create({
        apiVersion: "stargate.io/v1alpha1",
        kind: "Server",
        metadata: { ...key, labels },
        spec: { ipv4 },
      });
    },
    delete: name => cluster.delete("Server", name, namespace),
    close: async () => {
      await cluster.delete("Namespace", namespace);
      await cluster.close();
      await client.close();
    },
  };
});
