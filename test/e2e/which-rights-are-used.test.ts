import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { assembleChart } from "../../hack/chart/assemble";
import { ensureTools } from "../../hack/lab/binaries/ensure";
import { helmModule } from "../../hack/lab/binaries/tool-module";
import {
  type KubernetesObject,
  readGeneratedManifest,
  readOtherManifests,
} from "../../hack/lab/module/manifest";
import { allowedIn, type Asked } from "./world/audit";
import { labStatus } from "./world/lab";

const APPROVAL =
  "approve certificates.k8s.io/signers kubernetes.io/kube-apiserver-client-kubelet" as const;

/** Rights that no audit log can show as used, of each form in which the module is deployed. */
const UNSEEN: Readonly<Record<Form, Readonly<Record<string, string>>>> = {
  pepr: {
    [APPROVAL]: "asked for by the API server, when the module updates an approval",
    "create apiextensions.k8s.io/customresourcedefinitions peprstores.pepr.dev":
      "Pepr adds it: its image applies the CRD, which `npx pepr deploy` has made before",
    "create pepr.dev/peprstores pepr-stargate-store": "used by the patch that makes it",
    "create pepr.dev/peprstores pepr-stargate-schedule": "used by the patch that makes it",
  },
  chart: {
    [APPROVAL]: "asked for by the API server, when the module updates an approval",
    "create pepr.dev/peprstores pepr-stargate-store in pepr-system":
      "used by the patch that makes it",
    "create pepr.dev/peprstores pepr-stargate-schedule in pepr-system":
      "used by the patch that makes it",
  },
};

/** The ServiceAccount of the module. */
const MODULE = "pepr-stargate";

/** The least that somebody has to say to Helm. */
const IMAGE = ["--set", "image.repository=registry.example.com/stargate,image.tag=v1"];

type Form = "pepr" | "chart";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Role extends KubernetesObject {
  readonly rules: readonly Rule[];
}

interface Binding extends KubernetesObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly name: string }[];
}

/** One verb on one kind of object; on one object where a rule names it. */
type Grant = Asked;

/** What each form puts into a cluster. */
const OBJECTS: Readonly<Record<Form, () => Promise<readonly KubernetesObject[]>>> = {
  pepr: async () => [...(await readGeneratedManifest()), ...(await readOtherManifests())],
  chart: async () => {
    const folder = mkdtempSync(join(tmpdir(), "rights-"));
    try {
      await assembleChart(folder);
      const { directory } = await ensureTools(helmModule(), () => undefined);
      const command = ["template", "stargate", folder, "-n", "pepr-system", ...IMAGE];
      const rendered = execFileSync(join(directory, "helm"), command, { encoding: "utf8" });
      return parseAllDocuments(rendered)
        .map(document => document.toJS() as KubernetesObject | null)
        .filter(object => object !== null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Every right of the module, one by one. In the namespaces of Servers it is bound by whoever owns them. */
async function grants(form: Form): Promise<readonly Grant[]> {
  const objects = await OBJECTS[form]();
  const bound = (objects as unknown as readonly Binding[])
    .filter(({ kind }) => kind.endsWith("RoleBinding"))
    .filter(({ subjects }) => subjects.some(({ name }) => name === MODULE))
    .map(({ roleRef, metadata }) => ({ ...roleRef, namespace: metadata.namespace }));
  const roles = [
    ...bound,
    { kind: "ClusterRole", name: "stargate-inventory", namespace: undefined },
  ];
  return roles.flatMap(({ kind, name, namespace }) => {
    const role = objects.find(each => each.kind === kind && each.metadata.name === name) as Role;
    return role.rules.flatMap(rule => grantsOf(rule, namespace));
  });
}

function grantsOf(rule: Rule, namespace: string | undefined): readonly Grant[] {
  return rule.apiGroups.flatMap(group =>
    rule.resources.flatMap(resource =>
      rule.verbs.flatMap(verb =>
        (rule.resourceNames ?? [undefined]).map(name => ({
          ...{ verb, group, resource, namespace, name },
        })),
      ),
    ),
  );
}

function isUsed(grant: Grant, asked: Asked): boolean {
  return (
    grant.verb === asked.verb &&
    grant.group === asked.group &&
    grant.resource === asked.resource &&
    (grant.namespace ?? asked.namespace) === asked.namespace &&
    (grant.name ?? asked.name) === asked.name
  );
}

function textOf({ verb, group, resource, name, namespace }: Grant): string {
  const words = [verb, `${group === "" ? "core" : group}/${resource}`, name];
  return [...words, namespace === undefined ? undefined : `in ${namespace}`]
    .filter(word => word !== undefined)
    .join(" ");
}

/** The rights of a form that nobody used, of those that pass. */
function unused(form: Form, all: readonly Grant[], logs: readonly string[]): readonly string[] {
  const asked = allowedIn(logs);
  const texts = all.filter(grant => !asked.some(each => isUsed(grant, each))).map(textOf);
  return [...new Set(texts)].filter(text => !(text in UNSEEN[form]));
}

const logsOf = (pattern: string): readonly string[] =>
  globSync(join(labStatus().directory, "log", pattern));

/** Needs the audit logs of the stories before it: by itself it has little to look at. */
describe.each(["pepr", "chart"] as const)("the rights of the module, deployed as %s", form => {
  it("are used, each of them, or are on the list of those that cannot be seen", async () => {
    expect(unused(form, await grants(form), logsOf("audit*.log"))).toEqual([]);
  });

  it("are the ones on that list, too", async () => {
    const granted = new Set((await grants(form)).map(textOf));
    expect(Object.keys(UNSEEN[form]).filter(text => !granted.has(text))).toEqual([]);
  });

  it("have no wildcard in them, and none to get more", async () => {
    const all = await grants(form);
    const words = all.flatMap(({ verb, group, resource }) => [verb, group, resource]);
    expect(words.filter(word => ["*", "escalate", "bind", "impersonate"].includes(word))).toEqual(
      [],
    );
  });
});

describe("the rights that only the chart has", () => {
  it("are used by its own pods, each of them", async () => {
    const others = new Set((await grants("pepr")).map(textOf));
    const own = (await grants("chart")).filter(grant => !others.has(textOf(grant)));
    expect(own.length).toBeGreaterThan(0);
    expect(unused("chart", own, logsOf("audit-of-chart.log"))).toEqual([]);
  });
});
