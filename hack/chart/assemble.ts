import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import { OBSOLETE_SETTINGS, SETTING_DESCRIPTIONS } from "../../lib/runtime/settings";
import { REPOSITORY_DIRECTORY } from "../lab/lab";
import {
  findDeployment,
  type KubernetesObject,
  readGeneratedManifest,
  readOtherManifests,
} from "../lab/module/manifest";
import { MODULE_NAME } from "../lab/module/parts";
import {
  type ClusterRole,
  narrowRights,
  pointToService,
  type WebhookConfiguration,
} from "./derive";

const SOURCE = path.join(REPOSITORY_DIRECTORY, "config/chart");

/** Variables that the templates set themselves: they are values, or differ between the parts. */
const TEMPLATE_VARIABLES = ["PEPR_WATCH_MODE", "PEPR_PRETTY_LOG", "LOG_LEVEL"];

/**
 * Writes the chart into a folder: the templates of config/chart, and beside them what the build, `crds` and `config` say.
 *
 * Webhook rules, rights, variables and CRDs stand in one place each, and are not written a second time for Helm.
 */
export async function assembleChart(folder: string): Promise<void> {
  const generated = await readGeneratedManifest();
  const others = await readOtherManifests();
  await rm(folder, { recursive: true, force: true });
  await cp(SOURCE, folder, { recursive: true });
  await writeChartFile(folder);
  await nameSettings(folder);
  await mkdir(path.join(folder, "crds"));
  for (const crd of others.filter(isCrd)) {
    await writeObjects(path.join(folder, "crds", `${crd.metadata.name}.yaml`), [crd]);
  }
  const template = (name: string, objects: readonly KubernetesObject[]): Promise<void> =>
    writeObjects(path.join(folder, "templates", name), objects);
  await template("config.yaml", others.filter(belongsToRelease).map(keepRecords));
  await template(
    "rights.yaml",
    (ofKind(generated, "ClusterRole") as ClusterRole[]).flatMap(narrowRights),
  );
  await template("bindings.yaml", ofKind(generated, "ClusterRoleBinding"));
  const webhooks = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"].flatMap(
    kind => ofKind(generated, kind) as WebhookConfiguration[],
  );
  await template("webhooks.yaml", webhooks.map(pointToService));
  await writeEnvironment(folder, generated);
}

function ofKind(objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] {
  return objects.filter(object => object.kind === kind);
}

/** CRDs are Helm's own affair, and the namespace that a release is in has to be there before, and stays. */
function belongsToRelease(object: KubernetesObject): boolean {
  return !isCrd(object) && object.kind !== "Namespace";
}

function isCrd({ kind }: KubernetesObject): boolean {
  return kind === "CustomResourceDefinition";
}

/** The list of forgotten machines, and the policy that goes by it: what is on it must stay out. */
const KEPT = "stargate-forgotten";

/** What outlives the release. */
function keepRecords(object: KubernetesObject): KubernetesObject {
  if (object.metadata.name !== KEPT) {
    return object;
  }
  const annotations = { "helm.sh/resource-policy": "keep" };
  return { ...object, metadata: { ...object.metadata, annotations } } as KubernetesObject;
}

async function writeChartFile(folder: string): Promise<void> {
  const file = path.join(folder, "Chart.yaml");
  const { version } = JSON.parse(
    await readFile(path.join(REPOSITORY_DIRECTORY, "package.json"), "utf8"),
  ) as { readonly version: string };
  const chart = parse(await readFile(file, "utf8")) as object;
  await writeFile(file, stringify({ ...chart, version, appVersion: version }));
}

/** Has Helm refuse a setting that there is none of: the module would go on with the ones that it has, and an upgrade without any. */
async function nameSettings(folder: string): Promise<void> {
  const file = path.join(folder, "values.schema.json");
  const schema = JSON.parse(await readFile(file, "utf8")) as {
    properties: { settings: object };
  };
  const keys = [...Object.keys(SETTING_DESCRIPTIONS), ...Object.keys(OBSOLETE_SETTINGS)];
  const value = { type: ["string", "number", "boolean"] };
  schema.properties.settings = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(keys.map(key => [key, value])),
  };
  await writeFile(file, JSON.stringify(schema, undefined, 2));
}

/** What Pepr's own Deployments give the module, from package.json. */
async function writeEnvironment(
  folder: string,
  generated: readonly KubernetesObject[],
): Promise<void> {
  const [container] = findDeployment(generated, MODULE_NAME).spec.template.spec.containers;
  const variables = (container?.env ?? []).filter(({ name }) => !TEMPLATE_VARIABLES.includes(name));
  const text = `{{- define "stargate.environment" -}}\n${literal(stringify(variables)).trim()}\n{{- end -}}\n`;
  await writeFile(path.join(folder, "templates/_environment.tpl"), text);
}

async function writeObjects(file: string, objects: readonly KubernetesObject[]): Promise<void> {
  // Each with its line before it: `helm show crds` puts the files together as they are.
  const documents = objects.map(object => `---\n${stringify(object, { lineWidth: 0 })}`);
  await writeFile(file, literal(documents.join("")));
}

/** Helm reads templates: braces that are none would be taken for some. */
function literal(text: string): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}

/** Where the chart goes, and what it is called there. */
export const CHART_FOLDER = path.join(REPOSITORY_DIRECTORY, "dist/chart/stargate");
