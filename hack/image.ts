/** OCI images without a container engine: our own, and what stands for Pepr's where that cannot be pulled. */
import { Command, Option } from "commander";
import { runCommand } from "./command";
import { ensureImage } from "./image/image";
import { pushImage } from "./image/push";
import { VARIANTS, type Variant } from "./image/variant";
import { runJobs } from "./lab/progress";

interface ImageOptions {
  readonly variant: Variant;
  readonly push?: string;
  readonly insecure: boolean;
  readonly output?: "json";
}

const BYTES_PER_MIB = 1024 * 1024;

async function image({ variant, push, insecure, output }: ImageOptions): Promise<void> {
  const [made] = await runJobs({
    title: `Image ${variant}`,
    run: async ({ report, conclude }) => {
      const result = await ensureImage(variant, report);
      if (push !== undefined) {
        await pushImage(result, { reference: push, insecure }, report);
      }
      conclude(
        [
          result.built ? "made" : "cached",
          ...(push === undefined ? [] : [`pushed to ${push}`]),
        ].join(", "),
      );
      return result;
    },
  });
  const bytes = made.layerSizes.reduce((sum, size) => sum + size, 0);
  const text = [
    `digest  ${made.digest}`,
    `layout  ${made.layout}`,
    `sbom    ${made.sbom}`,
    `size    ${(bytes / BYTES_PER_MIB).toFixed(1)} MiB`,
  ];
  console.log(output === "json" ? JSON.stringify(made, undefined, 2) : text.join("\n"));
}

void runCommand(
  new Command("image")
    .description(
      "Makes an OCI image in the cache, the same one each time, with its bill of materials; needs no container engine.",
    )
    .addOption(
      new Option(
        "--variant <variant>",
        "stargate is the module alone, from dist/; controller stands for Pepr's own image",
      )
        .choices(VARIANTS)
        .default("stargate"),
    )
    .option("--push <reference>", "push it, and its bill of materials, to REGISTRY/NAME:TAG")
    .option("--insecure", "the registry speaks HTTP, or nobody vouches for its certificate", false)
    .addOption(new Option("-o, --output <format>", "output format").choices(["json"]))
    .action(image),
);
