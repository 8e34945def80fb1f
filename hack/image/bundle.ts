import { readFile } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import type { Sources } from "./sources";

/** What `pepr build` leaves to the controller's image. */
const BUILT = "dist/pepr-stargate.js";

/**
 * Joins the built module and the packages that it finds in Pepr's image into one file.
 *
 * Returns the folder of the package that each file in it is of, such as `node_modules/a/node_modules/b`.
 */
export async function bundleModule({ root }: Sources, outfile: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [BUILT],
    outfile,
    bundle: true,
    minify: true,
    // The Kubernetes client knows kinds by the names of their classes.
    keepNames: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    legalComments: "linked",
    metafile: true,
    logLevel: "error",
    logOverride: { "suspicious-boolean-not": "silent" },
  });
  const joined = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const { sources } = JSON.parse(await readFile(path.join(root, `${BUILT}.map`), "utf8")) as {
    readonly sources: readonly string[];
  };
  return packagesOf([...joined, ...sources]);
}

/** The folders of the packages that `npm run build` joined into the command line. */
export async function packagesOfCommandLine({ root }: Sources): Promise<readonly string[]> {
  const file = path.join(root, "dist/stargate.meta.json");
  const { inputs } = JSON.parse(await readFile(file, "utf8")) as Pick<Metafile, "inputs">;
  return packagesOf(Object.keys(inputs));
}

/** `node_modules/a/lib/x.js` is of `node_modules/a`. */
function packagesOf(files: readonly string[]): readonly string[] {
  const folder = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/;
  return files.flatMap(file => folder.exec(file)?.[0] ?? []);
}
