/** The Helm chart, from its templates and the build. */
import path from "node:path";
import { Command } from "commander";
import { assembleChart, CHART_FOLDER } from "./chart/assemble";
import { runCommand } from "./command";
import { ensureTools } from "./lab/binaries/ensure";
import { helmModule } from "./lab/binaries/tool-module";
import { REPOSITORY_DIRECTORY } from "./lab/lab";
import { runJobs } from "./lab/progress";
import { run } from "./lab/run";

async function chart(): Promise<void> {
  const [archive] = await runJobs({
    title: "Chart",
    run: async ({ report, conclude }) => {
      await assembleChart(CHART_FOLDER);
      const { directory, origin } = await ensureTools(helmModule(), report);
      const dist = path.join(REPOSITORY_DIRECTORY, "dist");
      const said = await run([path.join(directory, "helm"), "package", CHART_FOLDER, "-d", dist]);
      conclude(`packed (helm ${origin})`);
      return said.split(": ").at(-1) ?? "";
    },
  });
  console.log(archive);
}

void runCommand(
  new Command("chart")
    .description(
      "Packs the Helm chart from config/chart and the build into dist/, and prints its path; `npm run build` comes before.",
    )
    .action(chart),
);
