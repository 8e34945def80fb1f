import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cached, digestOf } from "../lab/cache";
import { LabError, messageOf } from "../lab/errors";
import type { Report } from "../lab/progress";
import { run } from "../lab/run";
import { type Layer, packLayer } from "./layer";
import { IMAGE_SOURCE, type Sources } from "./sources";

/** What Node.js links to, the authorities it may be told to trust, and the name of the distribution they are of. */
const PACKAGES = ["base-files", "ca-certificates", "libc6", "libgcc-s1", "libstdc++6"] as const;

/** A Debian package of the base layer. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The layer that all our images begin with. */
export interface BaseLayer {
  readonly layer: Layer;
  readonly packages: readonly DebianPackage[];
  /** Names what the layer was made from. */
  readonly key: string;
}

type Unkeyed = Omit<BaseLayer, "key">;

const FACTS = "base.json";

/** The base layer of the newest packages that this machine's apt knows of; another update makes another one. */
export async function ensureBaseLayer(sources: Sources, report: Report): Promise<BaseLayer> {
  const wanted = await aptGet(["download", "--print-uris", ...PACKAGES]);
  const recipe = ["base.sh", "base.ts", "layer.ts"].map(name => path.join(IMAGE_SOURCE, name));
  const key = await digestOf([...recipe, sources.node], wanted);
  const { directory } = await cached(`image-base-${key}`, report, async folder => {
    const base = await buildBaseLayer(sources, folder, report);
    await writeFile(path.join(folder, FACTS), JSON.stringify(base));
  });
  const base = JSON.parse(await readFile(path.join(directory, FACTS), "utf8")) as Unkeyed;
  // It was made in a folder of another name.
  const file = path.join(directory, path.basename(base.layer.file));
  return { ...base, layer: { ...base.layer, file }, key };
}

/** Makes the base layer in a folder, whatever the cache has. */
export async function buildBaseLayer(
  { node }: Sources,
  folder: string,
  report: Report,
): Promise<Unkeyed> {
  const [debs, root] = [path.join(folder, "packages"), path.join(folder, "root")];
  await mkdir(debs);
  report(`downloading ${PACKAGES.join(", ")}`);
  await aptGet(["download", ...PACKAGES], debs);
  report("packing the base layer");
  await run(["bash", path.join(IMAGE_SOURCE, "base.sh"), debs, node, root]);
  const layer = await packLayer(root, folder, { uid: 0 });
  const files = (await readdir(debs)).sort();
  const packages = await Promise.all(files.map(file => describe(path.join(debs, file))));
  await Promise.all([debs, root].map(each => rm(each, { recursive: true })));
  return { layer, packages };
}

async function describe(deb: string): Promise<DebianPackage> {
  const text = await run([
    "dpkg-deb",
    "--showformat=${Package} ${Version} ${Architecture}",
    "--show",
    deb,
  ]);
  const [name = "", version = "", architecture = ""] = text.split(" ");
  return { name, version, architecture };
}

async function aptGet(args: readonly string[], cwd = "/"): Promise<string> {
  try {
    // apt's own user may not write into our cache.
    return await run(["apt-get", "--quiet", "-o", "APT::Sandbox::User=root", ...args], { cwd });
  } catch (error: unknown) {
    throw new LabError(messageOf(error), "apt-get update");
  }
}
