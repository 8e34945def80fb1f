import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { ensureTools } from "../../hack/lab/binaries/ensure";
import { helmModule } from "../../hack/lab/binaries/tool-module";
import { SHUTDOWN_GRACE_MS } from "../../lib/defaults";
import { type Ended, fed, lab, npm, REPOSITORY } from "./world/lab";

const CHART = path.join(REPOSITORY, "dist/chart/stargate");

const DIGEST = `sha256:${"0".repeat(64)}`;

/** The least that somebody has to say. */
const IMAGE = ["image.repository=registry.example.com/stargate", `image.digest=${DIGEST}`];

/** Pods of this namespace are held to the strictest of Kubernetes' standards. */
const STRICT_NAMESPACE = "chart-restricted";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly webhooks?: readonly { readonly clientConfig: object }[];
  readonly spec?: {
    readonly replicas?: number;
    readonly minAvailable?: number;
    readonly template?: {
      readonly spec: {
        readonly containers: readonly [Container];
        readonly terminationGracePeriodSeconds: number;
        readonly imagePullSecrets?: readonly object[];
        readonly tolerations: readonly { readonly tolerationSeconds: number }[];
        readonly topologySpreadConstraints: readonly {
          readonly matchLabelKeys: readonly string[];
        }[];
      };
    };
  };
}

describe("the chart", () => {
  let program: string;

  beforeAll(async () => {
    const { code, stderr } = npm("chart");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    program = path.join((await ensureTools(helmModule(), () => undefined)).directory, "helm");
    lab("up");
    lab("module", "start", "admission");
  });

  afterAll(() => {
    kubectl("", "delete", "namespace", STRICT_NAMESPACE, "--ignore-not-found", "--wait=false");
  });

  function helm(...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
    return { code: status, stdout, stderr };
  }

  function template(values: readonly string[], ...args: readonly string[]): Ended {
    const set = values.flatMap(value => ["--set", value]);
    return helm("template", "s", CHART, "--namespace", "pepr-system", ...set, ...args);
  }

  function rendered(values: readonly string[] = []): readonly Rendered[] {
    const { code, stdout, stderr } = template([...IMAGE, ...values]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return parseAllDocuments(stdout)
      .map(document => document.toJS() as Rendered | null)
      .filter(object => object !== null);
  }

  function kubectl(input: string, ...args: readonly string[]): Ended {
    return fed(input, "lab", "exec", "cp", "--", "kubectl", ...args);
  }

  const ofKind = (objects: readonly Rendered[], kind: string): readonly Rendered[] =>
    objects.filter(object => object.kind === kind);

  it("is taken by helm lint", () => {
    const set = IMAGE.flatMap(value => ["--set", value]);
    const { code, stdout } = helm("lint", CHART, "--strict", "--namespace", "pepr-system", ...set);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });

  it.each([
    [
      "no image",
      [],
      "image.repository is not set: name the image that npm run image -- --push made",
    ],
    ["no tag", ["image.repository=a"], "image.tag and image.digest are not set: set one of them"],
    ["a word that there is not", [...IMAGE, "watcher.replica=3"], "'replica' not allowed"],
    [
      "a setting that there is not",
      [...IMAGE, "settings.pause_all=true"],
      "'pause_all' not allowed",
    ],
    ["a digest that is none", ["image.digest=latest"], "'latest' does not match pattern"],
    [
      "a PodMonitor that may read nothing",
      [...IMAGE, "metrics.podMonitor.enabled=true"],
      "metrics.podMonitor.enabled needs networkPolicy.metricsFrom: name where Prometheus is",
    ],
    ["no pods", [...IMAGE, "admission.replicas=0"], "minimum: got 0, want 1"],
  ])("refuses %s, and says so", (_, values, message) => {
    const { code, stderr } = template(values);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(message) as string,
    });
  });

  it("refuses another namespace", () => {
    const set = IMAGE.flatMap(value => ["--set", value]);
    const { stderr } = helm("template", "s", CHART, "--namespace", "elsewhere", ...set);
    expect(stderr).toContain('namespace "elsewhere": Stargate lives in pepr-system');
  });

  it("has the rules of the generated webhooks, and neither their path nor their authority", () => {
    const manifest = readFileSync(path.join(REPOSITORY, "dist/pepr-module-stargate.yaml"), "utf8");
    const generated = parseAllDocuments(manifest).map(document => document.toJS() as Rendered);
    const ours = rendered();
    for (const kind of ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]) {
      const [[wanted], [found]] = [ofKind(generated, kind), ofKind(ours, kind)];
      const service = { name: "pepr-stargate", namespace: "pepr-system" };
      expect(found?.webhooks).toEqual(
        wanted?.webhooks?.map(webhook => ({ ...webhook, clientConfig: { service } })),
      );
    }
  });

  it("grants what package.json asks for, and nothing that would make more of it", () => {
    const roles = rendered().filter(({ rules }) => rules !== undefined);
    const rules = roles.flatMap(role => role.rules ?? []);
    const { pepr } = parse(readFileSync(path.join(REPOSITORY, "package.json"), "utf8")) as {
      readonly pepr: { readonly rbac: readonly Rule[] };
    };
    const clusterWide = roles.find(
      ({ kind, metadata }) => kind === "ClusterRole" && metadata.name === "pepr-stargate",
    );
    // Of Pepr's store, and of its CRD, which the chart brings.
    const peprs = ["pepr.dev", "apiextensions.k8s.io"];
    const wanted = pepr.rbac.filter(
      ({ apiGroups }) => !apiGroups.some(each => peprs.includes(each)),
    );
    expect(clusterWide?.rules).toEqual(wanted);
    const words = rules.flatMap(rule => [...rule.apiGroups, ...rule.resources, ...rule.verbs]);
    for (const forbidden of ["*", "escalate", "bind", "impersonate", "customresourcedefinitions"]) {
      expect(words).not.toContain(forbidden);
    }
  });

  it("runs two pods of each part, one of which may always go, and gives them time to end", () => {
    const objects = rendered(["imagePullSecrets={a}"]);
    const deployments = ofKind(objects, "Deployment");
    expect(deployments.map(({ spec }) => spec?.replicas)).toEqual([2, 2]);
    for (const { spec } of deployments) {
      const pod = spec?.template?.spec;
      expect((pod?.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(SHUTDOWN_GRACE_MS);
      expect(pod?.containers[0].image).toBe(`registry.example.com/stargate@${DIGEST}`);
      expect(pod?.imagePullSecrets).toEqual([{ name: "a" }]);
      expect(pod?.tolerations.map(({ tolerationSeconds }) => tolerationSeconds)).toEqual([30, 30]);
      expect(pod?.topologySpreadConstraints.map(({ matchLabelKeys }) => matchLabelKeys)).toEqual([
        ["pod-template-hash"],
        ["pod-template-hash"],
      ]);
    }
    const roles = deployments.map(
      ({ spec }) =>
        spec?.template?.spec.containers[0].env.find(({ name }) => name === "PEPR_WATCH_MODE")
          ?.value,
    );
    expect(roles.sort()).toEqual(["false", "true"]);
    expect(ofKind(objects, "PodDisruptionBudget")).toMatchObject([
      { spec: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" } },
    ]);
    expect(ofKind(rendered(["admission.replicas=1"]), "PodDisruptionBudget")).toEqual([]);
  });

  it("lets out to what it is told, and in to metrics only whom it is told", () => {
    const policies = JSON.stringify(ofKind(rendered(), "NetworkPolicy"));
    expect(policies).not.toContain("8081");
    expect(policies).toContain('{"protocol":"UDP","port":5353}');
    const narrowed = JSON.stringify(
      ofKind(
        rendered([
          "networkPolicy.ssh.cidrs={100.64.0.10/32}",
          "networkPolicy.dns.ports={53}",
          "networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.a=b",
        ]),
        "NetworkPolicy",
      ),
    );
    expect(narrowed).toContain('"to":[{"ipBlock":{"cidr":"100.64.0.10/32"}}]');
    expect(narrowed).toContain('"port":8081');
    expect(narrowed).not.toContain("5353");
    expect(ofKind(rendered(["networkPolicy.enabled=false"]), "NetworkPolicy")).toEqual([]);
  });

  it("shows every CRD as a document of its own, for who upgrades them", () => {
    const { stdout } = helm("show", "crds", CHART);
    const names = parseAllDocuments(stdout)
      .map(document => (document.toJS() as Rendered | null)?.metadata.name)
      .filter(name => name?.endsWith(".stargate.io"));
    expect(names).toHaveLength(4);
  });

  it("is taken by an API server, object by object", () => {
    const values = [...IMAGE, "settings.control-plane-ip=198.51.100.10"];
    const { stdout } = template(values, "--include-crds");
    const apply = ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"];
    const { code, stderr } = kubectl(stdout, ...apply);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("has pods that are restricted as the standard asks", () => {
    const label = "pod-security.kubernetes.io/enforce";
    const namespace = { apiVersion: "v1", kind: "Namespace" };
    const metadata = { name: STRICT_NAMESPACE, labels: { [label]: "restricted" } };
    kubectl(JSON.stringify({ ...namespace, metadata }), "apply", "-f", "-");
    kubectl("", "wait", "--for=create", "serviceaccount/default", "-n", STRICT_NAMESPACE);
    for (const {
      metadata: { name },
      spec,
    } of ofKind(rendered(), "Deployment")) {
      const podOf = (more: object) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: STRICT_NAMESPACE },
        spec: { ...spec?.template?.spec, serviceAccountName: "default", ...more },
      });
      const create = (more: object) =>
        kubectl(JSON.stringify(podOf(more)), "create", "--dry-run=server", "-f", "-");
      expect(create({})).toMatchObject({ code: 0, stderr: "" });
      expect(create({ securityContext: {} }).stderr).toContain("violates PodSecurity");
    }
  });
});
