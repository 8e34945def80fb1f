/** Keeps the module in the lab up to date with the sources: builds and restarts it after every change. */
import { watch } from "node:fs/promises";
import { Command } from "commander";
import { runCommand } from "./command";
import { ensureBuilt } from "./demo/build";
import { runModuleAction } from "./lab/cli/module";
import { messageOf } from "./lab/errors";
import { requireRoot } from "./lab/host/requirements";
import { openLab, REPOSITORY_DIRECTORY } from "./lab/lab";
import { up } from "./lab/up/up";

/** An editor writes several files at once; the build begins when it has been quiet for so long. */
const QUIET_MS = 300;

const WATCHED = /^(lib|capabilities|crds|config)\/|^(pepr\.ts|package\.json)$/;

async function dev(): Promise<void> {
  const lab = openLab();
  await up(lab, {});
  const refresh = async (): Promise<void> => {
    try {
      await ensureBuilt();
      await runModuleAction(lab, "start", undefined);
    } catch (error: unknown) {
      console.error(messageOf(error));
    }
    console.error("watching for changes; Ctrl-C ends");
  };
  await refresh();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  for await (const { filename } of watch(REPOSITORY_DIRECTORY, { recursive: true })) {
    if (filename !== null && WATCHED.test(filename)) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(refresh);
      }, QUIET_MS);
    }
  }
}

void runCommand(
  new Command("dev")
    .description("Builds and restarts the module in the lab after every change of its sources.")
    .hook("preAction", requireRoot)
    .action(dev),
);
