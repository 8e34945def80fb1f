import { narrowRights, pointToService } from "../../../hack/chart/derive";

const apiVersion = "rbac.authorization.k8s.io/v1";

describe("the module's rights in the chart", () => {
  const node = { apiGroups: [""], resources: ["nodes"], verbs: ["get"] };
  const store = { apiGroups: ["pepr.dev"], resources: ["peprstores"], verbs: ["get", "watch"] };
  const crds = {
    apiGroups: ["apiextensions.k8s.io"],
    resources: ["customresourcedefinitions"],
    verbs: ["create"],
  };
  const metadata = { name: "pepr-stargate" };
  const role = { apiVersion, kind: "ClusterRole", metadata, rules: [node, store, crds] };

  it("lack those of Pepr's controller, and have those on its store in one namespace only", () => {
    const [clusterWide, namespaced, binding] = narrowRights(role);
    expect(clusterWide).toEqual({ ...role, rules: [node] });
    const place = { name: "pepr-stargate-store", namespace: "pepr-system" };
    expect(namespaced).toEqual({ apiVersion, kind: "Role", metadata: place, rules: [store] });
    expect(binding).toMatchObject({
      kind: "RoleBinding",
      metadata: place,
      roleRef: { kind: "Role" },
    });
  });
});

describe("the webhooks in the chart", () => {
  it("are as generated, without what the module writes into them", () => {
    const service = { name: "pepr-stargate", namespace: "pepr-system" };
    const webhook = { name: "a", failurePolicy: "Fail", rules: [{ resources: ["servers"] }] };
    const generated = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "pepr-stargate" },
      webhooks: [
        { ...webhook, clientConfig: { caBundle: "x", service: { ...service, path: "/secret" } } },
      ],
    };
    expect(pointToService(generated)).toEqual({
      ...generated,
      webhooks: [{ ...webhook, clientConfig: { service } }],
    });
  });
});
