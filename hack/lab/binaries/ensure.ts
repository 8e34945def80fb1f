import path from "node:path";
import { cached } from "../cache";
import { messageOf } from "../errors";
import type { Report } from "../progress";
import { download } from "./download";
import { findGiven } from "./given";
import { buildWithGo } from "./go-build";
import type { KubernetesModule, ToolModule } from "./tool-module";

/** A folder with all programs of a module, and how it came to be. */
export interface Programs {
  readonly directory: string;
  readonly origin: string;
}

/** Programs of Kubernetes: given by the user, cached, downloaded from the project, or compiled; in this order. */
export async function ensureKubernetes(
  module: KubernetesModule,
  report: Report,
): Promise<Programs> {
  const given = await findGiven(module);
  if ("directory" in given) {
    return { directory: given.directory, origin: `given in ${given.directory}` };
  }
  let origin = "cached";
  const entry = await cached(cacheName(module), report, async directory => {
    origin = await downloadOrBuild(module, directory, report);
  });
  return { directory: entry.directory, origin: [origin, ...given.notes].join("; ") };
}

/** Programs of a small module: cached or compiled. */
export async function ensureTools(module: ToolModule, report: Report): Promise<Programs> {
  const entry = await cached(cacheName(module), report, directory =>
    buildWithGo(module, directory, report),
  );
  return { directory: entry.directory, origin: entry.built ? "compiled" : "cached" };
}

async function downloadOrBuild(
  module: KubernetesModule,
  directory: string,
  report: Report,
): Promise<string> {
  try {
    await download(module, directory, report);
    return "downloaded from dl.k8s.io";
  } catch (error: unknown) {
    const reason = messageOf(error).split("\n").at(-1) ?? "";
    report(`no download (${reason}): compiling with Go`);
    await buildWithGo(module, directory, report);
    return "compiled with Go, because dl.k8s.io could not be used";
  }
}

function cacheName(module: ToolModule): string {
  return path.join("bin", `${module.name}-${module.version}-${process.platform}-${process.arch}`);
}
