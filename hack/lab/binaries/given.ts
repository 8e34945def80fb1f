import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import type { ToolModule } from "./tool-module";

/** Variables by which a user offers a folder of programs: ours, and the one of the controller-runtime world. */
const VARIABLES = ["STARGATE_TOOLS", "KUBEBUILDER_ASSETS"] as const;

/** How a program is asked for its version; all others know `--version`. */
const VERSION_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  kubeadm: ["version", "-o", "short"],
  kubectl: ["version", "--client"],
};

/** A folder that can be used, or why the ones that were offered cannot. */
export type Given = { readonly directory: string } | { readonly notes: readonly string[] };

/** A folder that the user names, or its subfolder for the version, counts when it has every program in the version. */
export async function findGiven(module: ToolModule): Promise<Given> {
  const notes: string[] = [];
  for (const variable of VARIABLES) {
    const root = process.env[variable];
    if (root === undefined || root === "") {
      continue;
    }
    for (const directory of [path.join(root, module.version), root]) {
      const flaw = await firstFlaw(module, directory);
      if (flaw === undefined) {
        return { directory };
      }
      notes.push(`${variable} not used: ${flaw}`);
    }
  }
  return { notes: notes.slice(-1) };
}

async function firstFlaw(module: ToolModule, directory: string): Promise<string | undefined> {
  for (const program of module.programs) {
    const file = path.join(directory, program);
    if (!existsSync(file)) {
      return `${file} is missing`;
    }
    const args = VERSION_ARGUMENTS[program] ?? ["--version"];
    const { stdout } = await execa(file, args, { reject: false });
    if (!stdout.includes(`v${module.version}`)) {
      return `${file} is not v${module.version}`;
    }
  }
  return undefined;
}
