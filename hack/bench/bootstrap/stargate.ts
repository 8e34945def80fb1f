import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { Contender, OwnFigures, Task } from "./contender";
import { BENCH_DIRECTORY } from "./place";
import type { StargateConfig } from "./engine/config";

/** Operations at once. */
export interface StargateOptions {
  /** The API server's kubeconfig, as it is seen from the controller's place; none keeps objects in memory. */
  readonly kubeconfig: string | undefined;
  readonly width: number;
}

/** The real engine, in a process of its own. */
export function stargate({ kubeconfig, width }: StargateOptions): Contender {
  const store = kubeconfig === undefined ? "objects in memory" : "objects in a real API server";
  return {
    name: "stargate",
    what: `the engine of this repository, ${store}`,
    width: servers => Math.min(servers, width),
    ownFigures: stdout => JSON.parse(stdout) as OwnFigures,
    prepare: async task => {
      const config = path.join(task.folder, "stargate.json");
      writeFileSync(config, JSON.stringify(configOf(task, kubeconfig)), { mode: 0o600 });
      return { command: [process.execPath, await bundle(task.folder), config] };
    },
  };
}

function configOf(
  { farm, servers, seconds, run }: Task,
  kubeconfig: string | undefined,
): StargateConfig {
  return {
    kubeconfig,
    run,
    seconds,
    router: { ...farm.jumpAddress, keyFile: farm.keys.router.file },
    serverKeyFile: farm.keys.server.file,
    servers: servers.map(({ name, address, machineID }) => ({ name, address, machineID })),
  };
}

/** One file, as the module is shipped: a loader of TypeScript would be counted in. */
async function bundle(folder: string): Promise<string> {
  const outfile = path.join(folder, "stargate.cjs");
  await build({
    entryPoints: [path.join(BENCH_DIRECTORY, "engine/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    // Optional parts of ssh2, which the module does not ship either.
    external: ["*.node", "cpu-features"],
    loader: { ".sh": "text" },
    logLevel: "error",
  });
  return outfile;
}
