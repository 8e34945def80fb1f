import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { LabError } from "../lab/errors";
import { bundleModule, packagesOfCommandLine } from "./bundle";
import { closureOf, readLock } from "./closure";
import { type ImageConfig, LABEL_PREFIX } from "./layout";
import type { Sources } from "./sources";

/** What our images hold beside the base layer: the module itself, or Pepr, which unpacks a module from a Secret. */
export const VARIANTS = ["stargate", "controller"] as const;

/** One of our images. */
export type Variant = (typeof VARIANTS)[number];

/** The user that both run as. Source: what Pepr's Deployments ask for. */
const UID = 65_532;

/** Where the base layer has it. */
const NODE = "/usr/local/bin/node";

/** How an image of one kind is made. */
export interface Recipe {
  readonly config: ImageConfig;
  /** Owner of what `assemble` writes. */
  readonly owner: number;
  /** Files and folders from which it is made. */
  readonly madeFrom: readonly string[];
  /** Writes its files, and returns the folders of packages of which something is in them, such as `node_modules/a`. */
  readonly assemble: (root: string) => Promise<readonly string[]>;
}

interface Package {
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/** The recipe of an image. */
export async function recipeOf(variant: Variant, sources: Sources): Promise<Recipe> {
  return variant === "controller" ? controller(sources) : stargate(sources);
}

/**
 * What `ghcr.io/defenseunicorns/pepr/controller` of the same version is, for who cannot pull that: `npx pepr deploy`
 * runs it, and its files belong to the user, because it writes the module beside them.
 */
async function controller(sources: Sources): Promise<Recipe> {
  const pepr = await readPackage(path.join(sources.root, "node_modules/pepr"));
  return {
    config: {
      ...common(NODE),
      labels: labels("Pepr controller", "Runs a Pepr module that it finds in a Secret.", pepr),
    },
    owner: UID,
    madeFrom: [path.join(sources.root, "package-lock.json")],
    assemble: async root => {
      const packages = closureOf(await readLock(sources.root), [
        "pepr",
        "@kubernetes/client-node",
      ]).filter(folder => isWanted(folder) && existsSync(path.join(sources.root, folder)));
      for (const folder of packages) {
        await copyPackage(path.join(sources.root, folder), path.join(root, "app", folder));
      }
      return packages;
    },
  };
}

/** The module in one file, started as it is: nothing is unpacked, so the file system may be read-only. */
async function stargate(sources: Sources): Promise<Recipe> {
  const dist = path.join(sources.root, "dist");
  const commandLine = path.join(dist, "stargate.cjs");
  const built = [path.join(dist, "pepr-stargate.js"), commandLine];
  for (const file of built.filter(each => !existsSync(each))) {
    throw new LabError(`${file} is missing: the module is not built`, "npm run build");
  }
  const ours = await readPackage(sources.root);
  return {
    config: {
      ...common(NODE, "/app/stargate.js"),
      labels: labels("Stargate", ours.description, ours),
    },
    owner: 0,
    madeFrom: [
      ...["package-lock.json", "package.json", "LICENSE"].map(name =>
        path.join(sources.root, name),
      ),
      ...built,
    ],
    assemble: async root => {
      await writeCommandLine(commandLine, path.join(root, "usr/local/bin/stargate"));
      await cp(path.join(sources.root, "LICENSE"), path.join(root, "app/LICENSE"));
      const module = await bundleModule(sources, path.join(root, "app/stargate.js"));
      return [...module, ...(await packagesOfCommandLine(sources))];
    },
  };
}

function common(...entrypoint: readonly string[]): Omit<ImageConfig, "labels"> {
  return {
    entrypoint,
    workingDirectory: "/app",
    uid: UID,
    environment: { PATH: "/usr/local/bin:/usr/bin:/bin", NODE_ENV: "production" },
  };
}

function labels(title: string, description: string, of: Package): Readonly<Record<string, string>> {
  const values = { title, description, version: of.version, licenses: of.license };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${LABEL_PREFIX}${name}`, value]),
  );
}

/** The image has no `env` to find Node.js by. */
async function writeCommandLine(source: string, target: string): Promise<void> {
  const text = await readFile(source, "utf8");
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text.replace("/usr/bin/env node", NODE), { mode: 0o755 });
}

/** Types, as in the original. */
function isWanted(folder: string): boolean {
  return !folder.includes("node_modules/@types/");
}

/** A package without those in it, which are listed for themselves, and without what only compilers and debuggers read. */
async function copyPackage(source: string, target: string): Promise<void> {
  await cp(source, target, {
    recursive: true,
    filter: file => !/(\/node_modules|\.ts|\.map)$/.test(file.slice(source.length)),
  });
}

async function readPackage(folder: string): Promise<Package> {
  return JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Package;
}
