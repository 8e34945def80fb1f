import { globSync } from "node:fs";
import { join } from "node:path";
import {
  type KubernetesObject,
  readGeneratedManifest,
  readOtherManifests,
} from "../../hack/lab/module/manifest";
import { allowedIn, type Asked } from "./world/audit";
import { labStatus } from "./world/lab";

/** Rights that no audit log can show as used. */
const UNSEEN: Readonly<Record<string, string>> = {
  "approve certificates.k8s.io/signers kubernetes.io/kube-apiserver-client-kubelet":
    "asked for by the API server, when the module updates an approval",
  "create apiextensions.k8s.io/customresourcedefinitions peprstores.pepr.dev":
    "Pepr adds it: its image applies the CRD, which `npx pepr deploy` has made before",
  "create pepr.dev/peprstores pepr-stargate-store": "used by the patch that makes it",
  "create pepr.dev/peprstores pepr-stargate-schedule": "used by the patch that makes it",
};

/** The ServiceAccount of the module. */
const MODULE = "pepr-stargate";

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

/** Every right of the module, one by one. In the namespaces of Servers it is bound by whoever owns them. */
async function grants(): Promise<readonly Grant[]> {
  const objects = [...(await readGeneratedManifest()), ...(await readOtherManifests())];
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

/** Needs the audit logs of the stories before it: by itself it has little to look at. */
describe("the rights of the module", () => {
  it("are used, each of them, or are on the list of those that cannot be seen", async () => {
    const logs = globSync(join(labStatus().directory, "log", "audit*.log"));
    const asked = allowedIn(logs);
    const unused = (await grants())
      .filter(grant => !asked.some(each => isUsed(grant, each)))
      .map(textOf)
      .filter(text => !(text in UNSEEN));
    expect([...new Set(unused)]).toEqual([]);
  });

  it("are the ones on that list, too", async () => {
    const granted = new Set((await grants()).map(textOf));
    expect(Object.keys(UNSEEN).filter(text => !granted.has(text))).toEqual([]);
  });

  it("have no wildcard in them, and none to get more", async () => {
    const all = await grants();
    const words = all.flatMap(({ verb, group, resource }) => [verb, group, resource]);
    expect(words.filter(word => ["*", "escalate", "bind", "impersonate"].includes(word))).toEqual(
      [],
    );
  });
});
