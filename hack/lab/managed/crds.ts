import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { cached, digestOf } from "../cache";
import { LabError } from "../errors";
import { SOURCE_DIRECTORY } from "../lab";
import type { Report } from "../progress";
import { mortal, run } from "../run";

/** Pins the modules; nothing of them is compiled. */
const TOOL = path.join(SOURCE_DIRECTORY, "tools/managed-crds");

/** Where the modules keep the definitions of what a managed cluster with Cilium has. */
const SOURCES = [
  {
    module: "github.com/cilium/cilium",
    file: "pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnodes.yaml",
  },
  {
    module: "github.com/Azure/azure-container-networking",
    file: "crd/nodenetworkconfig/manifests/acn.azure.com_nodenetworkconfigs.yaml",
  },
] as const;

interface Download {
  readonly Dir: string;
  readonly Sum: string;
}

/** A folder with the CustomResourceDefinitions, read from the very modules that define them. */
export async function ensureManagedCrds(report: Report): Promise<string> {
  const name = path.join("crds", await digestOf([TOOL]));
  const { directory } = await cached(name, report, async unfinished => {
    for (const { module, file } of SOURCES) {
      report(`the definitions of ${module}`);
      const source = await download(module);
      await copyFile(path.join(source, file), path.join(unfinished, path.basename(file)));
    }
  });
  return directory;
}

/** The module's folder, once its sum is the one that was pinned. */
async function download(module: string): Promise<string> {
  const line = (await readFile(path.join(TOOL, "go.sum"), "utf8"))
    .split("\n")
    .find(each => each.startsWith(`${module} `));
  const [, version = "", sum = ""] = line?.split(" ") ?? [];
  // Outside of any module: its own requirements are nobody's concern here.
  const command = mortal(["go", "mod", "download", "-json", `${module}@${version}`]);
  const found = JSON.parse(await run(command, { cwd: "/" })) as Download;
  if (found.Sum !== sum) {
    throw new LabError(`${module}@${version} has the sum ${found.Sum}, and ${sum} is pinned`);
  }
  return found.Dir;
}
