import { ApiPods } from "../../lib/adapters/kubernetes/pods";
import type { PodView } from "../../lib/domain/drain/pod";
import type { Manifest } from "../e2e/world/cluster";
import { until } from "../e2e/world/until";
import { aPod, FakePods } from "../fakes/pods";
import { type LabApi, makeNamespace, openLab } from "./lab-api";
import { CONTROLLER, describePods, POD_NODE, type PodWish } from "./pods";

const NAMESPACE = "contract-pods";

describePods("FakePods", () => {
  const pods = new FakePods();
  return Promise.resolve({
    pods,
    put: ({ name, isControlled = false, ...rest }) => {
      const controller = isControlled ? CONTROLLER : undefined;
      const pod = aPod({ namespace: NAMESPACE, name, phase: "Pending", ...rest, controller });
      pods.nodes.set(POD_NODE, [...(pods.nodes.get(POD_NODE) ?? []), pod]);
      return Promise.resolve(pod);
    },
    guard: (name, budget) => {
      pods.budgets.set(name, budget);
      return Promise.resolve();
    },
    clear: () => {
      pods.nodes.clear();
      pods.budgets.clear();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

/** What is to be sent for a pod. It goes at once when it is told to: no kubelet answers for its Node. */
function manifestOf(
  { name, isControlled, hasEmptyDir, isMirror }: PodWish,
  owner: string,
): Manifest {
  const reference = { apiVersion: "v1", kind: CONTROLLER, name: CONTROLLER.toLowerCase() };
  const extra = {
    labels: { name },
    ...(isMirror === true ? { annotations: { "kubernetes.io/config.mirror": "0" } } : {}),
    ...(isControlled === true
      ? { ownerReferences: [{ ...reference, uid: owner, controller: true }] }
      : {}),
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: NAMESPACE, name, ...extra },
    spec: {
      nodeName: POD_NODE,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "c", image: "example.invalid/c" }],
      volumes: hasEmptyDir === true ? [{ name: "data", emptyDir: {} }] : [],
    },
  };
}

/** Creates the pod, as a controller would, and lets it look as a kubelet would. */
async function create({ cluster, admin }: LabApi, wish: PodWish, owner: string): Promise<PodView> {
  const { name, phase = "Pending", isControlled = false } = wish;
  const { metadata } = await cluster.create(manifestOf(wish, owner));
  await admin.request({
    method: "PATCH",
    path: `/api/v1/namespaces/${NAMESPACE}/pods/${name}/status`,
    body: { status: { phase, conditions: [{ type: "Ready", status: "True" }] } },
  });
  return {
    namespace: NAMESPACE,
    name,
    uid: (metadata as { readonly uid?: string }).uid ?? "",
    phase,
    isMirror: wish.isMirror ?? false,
    controller: isControlled ? CONTROLLER : undefined,
    hasEmptyDir: wish.hasEmptyDir ?? false,
    deletionTime: undefined,
  };
}

describePods("ApiPods", async () => {
  const api = await openLab();
  const { cluster } = api;
  await makeNamespace(api, NAMESPACE);
  await cluster.put({ apiVersion: "v1", kind: "Node", metadata: { name: POD_NODE } });
  await until("the account of a namespace", 30_000, () =>
    cluster.get("ServiceAccount", "default", NAMESPACE),
  );
  const name = CONTROLLER.toLowerCase();
  const owner = await cluster.create({
    apiVersion: "v1",
    kind: CONTROLLER,
    metadata: { namespace: NAMESPACE, name },
  });
  const { uid } = owner.metadata as { readonly uid?: string };
  return {
    pods: new ApiPods(api.module),
    put: wish => create(api, wish, uid ?? ""),
    guard: async (pod, budget) => {
      await cluster.put({
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { namespace: NAMESPACE, name: budget },
        spec: { maxUnavailable: 0, selector: { matchLabels: { name: pod } } },
      });
    },
    clear: async () => {
      for (const kind of ["Pod", "PodDisruptionBudget"]) {
        for (const { metadata } of await cluster.list(kind, NAMESPACE)) {
          await cluster.delete(kind, metadata.name, NAMESPACE);
        }
      }
    },
    close: async () => {
      await cluster.delete("Node", POD_NODE);
      await cluster.delete("Namespace", NAMESPACE);
      await api.close();
    },
  };
});
