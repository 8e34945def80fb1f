import { ApiObjects } from "../../lib/adapters/kubernetes/objects";
import type { Operation } from "../../lib/api/operation.generated";
import type { Server } from "../../lib/api/server.generated";
import type { Router } from "../../lib/api/router.generated";
import { FakeStore } from "../fakes/objects";
import { makeNamespace, openLab } from "./lab-api";
import { describeObjects } from "./objects";

const NAMESPACE = "contract-objects";

const GOING = "contract-objects-going";

/** Operations name a Server, which need not be there. */
function orderFor(name: string): Operation["spec"] {
  return {
    serverRef: { name: `server-of-${name}` },
    provisioningProfileRef: { name: "p" },
    operation: "repave",
  };
}

describeObjects("FakeObjects", () => {
  const { servers, routers, operations } = new FakeStore();
  return Promise.resolve({
    servers,
    routers,
    operations,
    namespace: "dc",
    put: (name, ipv4) => {
      servers.put({ metadata: { name }, spec: { ipv4 } });
      return Promise.resolve();
    },
    order: name => {
      operations.put({ metadata: { name }, spec: orderFor(name) });
      return Promise.resolve();
    },
    cancel: name => operations.delete({ namespace: "dc", name }),
    going: () => {
      operations.goingNamespaces.add("going");
      return Promise.resolve("going");
    },
    close: () => Promise.resolve(),
  });
});

describeObjects("ApiObjects", async () => {
  const api = await openLab();
  const { cluster, admin, module } = api;
  const apiVersion = "stargate.io/v1alpha1";
  await makeNamespace(api, NAMESPACE);
  return {
    servers: new ApiObjects<Server>(module, { kind: "Server", plural: "servers" }),
    routers: new ApiObjects<Router>(module, { kind: "Router", plural: "routers" }),
    operations: new ApiObjects<Operation>(module, { kind: "Operation", plural: "operations" }),
    namespace: NAMESPACE,
    put: async (name, ipv4) => {
      const metadata = { name, namespace: NAMESPACE };
      await cluster.create({ apiVersion, kind: "Server", metadata, spec: { ipv4 } });
    },
    order: async name => {
      const metadata = { name, namespace: NAMESPACE };
      await cluster.create({ apiVersion, kind: "Operation", metadata, spec: orderFor(name) });
    },
    cancel: async name => {
      const path = `/apis/${apiVersion}/namespaces/${NAMESPACE}/operations/${name}`;
      await admin.request({ method: "DELETE", path });
    },
    going: async () => {
      await makeNamespace(api, GOING);
      const metadata = { name: "held", namespace: GOING, finalizers: ["stargate.io/test"] };
      await cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata });
      await admin.request({ method: "DELETE", path: `/api/v1/namespaces/${GOING}` });
      return GOING;
    },
    close: async () => {
      const held = { name: "held", namespace: GOING };
      await cluster.patch("ConfigMap", held, { metadata: { finalizers: [] } });
      await cluster.delete("Namespace", GOING);
      await cluster.delete("Namespace", NAMESPACE);
      await api.close();
    },
  };
});
