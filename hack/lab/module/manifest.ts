import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { LabError } from "../errors";
import { REPOSITORY_DIRECTORY, SOURCE_DIRECTORY } from "../lab";

/** Any Kubernetes object, as far as the lab looks into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A Secret of the generated manifest. */
export interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** A Deployment of the generated manifest. */
export interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

const DIST = path.join(REPOSITORY_DIRECTORY, "dist");

/** The bundle that runs in production. */
export const BUNDLE = path.join(DIST, "pepr-stargate.js");

const PEPR_STORE = path.join(SOURCE_DIRECTORY, "module/pepr-store.yaml");

const GENERATED_MANIFEST = path.join(DIST, "pepr-module-stargate.yaml");

/** The manifest that `pepr build` generated. */
export async function readGeneratedManifest(): Promise<readonly KubernetesObject[]> {
  for (const file of [BUNDLE, GENERATED_MANIFEST]) {
    if (!existsSync(file)) {
      throw new LabError(`${file} is missing: the module is not built`, "npm run build");
    }
  }
  return readYaml(GENERATED_MANIFEST);
}

/** What the module needs beside its generated manifest: Pepr's store, our CRDs, and our static configuration. */
export async function readOtherManifests(): Promise<readonly KubernetesObject[]> {
  const objects = [...(await readYaml(PEPR_STORE))];
  for (const folder of ["crds", "config"]) {
    const directory = path.join(REPOSITORY_DIRECTORY, folder);
    const files = existsSync(directory) ? await readdir(directory) : [];
    for (const file of files.filter(name => name.endsWith(".yaml")).sort()) {
      objects.push(...(await readYaml(path.join(directory, file))));
    }
  }
  return objects;
}

/** The Secret of the generated manifest whose name ends so. */
export function findSecret(objects: readonly KubernetesObject[], suffix: string): Secret {
  return find(objects, "Secret", suffix);
}

/** The Deployment of the generated manifest whose name ends so. */
export function findDeployment(objects: readonly KubernetesObject[], suffix: string): Deployment {
  return find(objects, "Deployment", suffix) as Deployment;
}

function find(
  objects: readonly KubernetesObject[],
  kind: string,
  suffix: string,
): KubernetesObject {
  const found = objects.find(
    object => object.kind === kind && object.metadata.name.endsWith(suffix),
  );
  if (found === undefined) {
    throw new LabError(`${GENERATED_MANIFEST} has no ${kind} *${suffix}`, "npm run build");
  }
  return found;
}

async function readYaml(file: string): Promise<readonly KubernetesObject[]> {
  const documents = parseAllDocuments(await readFile(file, "utf8"));
  return documents.map(document => document.toJS() as KubernetesObject | null).filter(isObject);
}

function isObject(value: KubernetesObject | null): value is KubernetesObject {
  return value !== null;
}
