import { LabError } from "../lab/errors";
import { goArchitecture } from "../lab/binaries/go-build";
import { run } from "../lab/run";
import type { DebianPackage } from "./base";
import { nameIn, readLock } from "./closure";
import type { Sources } from "./sources";
import { LABEL_PREFIX } from "./layout";

/** What registries call a bill of materials in this form. */
export const SBOM_MEDIA_TYPE = "application/vnd.cyclonedx+json";

interface Component {
  readonly "bom-ref": string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: unknown;
  readonly licenses?: unknown;
}

/**
 * The bill of materials of an image, as CycloneDX: what npm knows of the packages in it, Debian's packages, and
 * Node.js itself. The same image has the same one: it has neither a time nor a number of its own.
 */
export async function billOf(
  labels: Readonly<Record<string, string>>,
  sources: Sources,
  folders: readonly string[],
  debian: readonly DebianPackage[],
): Promise<string> {
  const npm = ["npm", "sbom", "--package-lock-only", "--sbom-format=cyclonedx"];
  const known = JSON.parse(await run(npm, { cwd: sources.root })) as Record<
    "components",
    Component[]
  >;
  const lock = await readLock(sources.root);
  const node = await run([sources.node, "--version"]);
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "container",
        name: labels[`${LABEL_PREFIX}title`],
        version: labels[`${LABEL_PREFIX}version`],
      },
    },
    components: [
      ...unique(folders.map(folder => nameIn(lock, folder))).map(name =>
        npmComponent(known.components, name),
      ),
      ...debian.map(debianComponent),
      nodeComponent(node.trim().replace("v", "")),
    ],
  };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

/** What npm knows of a package, without what it is to this repository: a dependency of its development, say. */
function npmComponent(known: readonly Component[], wanted: string): Component {
  const found = known.find(component => component["bom-ref"] === wanted);
  if (found === undefined) {
    throw new LabError(`npm sbom does not tell of ${wanted}`, "npm ci");
  }
  const { type, name, version, purl, hashes, licenses } = found;
  return { "bom-ref": purl, type, name, version, purl, hashes, licenses };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function debianComponent({ name, version, architecture }: DebianPackage): Component {
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`;
  return { "bom-ref": purl, type: "library", name, version, purl };
}

function nodeComponent(version: string): Component {
  const purl = `pkg:generic/node@${version}?arch=${goArchitecture()}`;
  return { "bom-ref": purl, type: "application", name: "node", version, purl };
}
