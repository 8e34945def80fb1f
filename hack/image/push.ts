import path from "node:path";
import { ensureTools } from "../lab/binaries/ensure";
import { craneModule } from "../lab/binaries/tool-module";
import type { Report } from "../lab/progress";
import { run } from "../lab/run";
import type { Image } from "./image";

/** Where an image is to go. */
export interface Target {
  /** `REGISTRY/NAME:TAG`. */
  readonly reference: string;
  /** Whether HTTP, and certificates of nobody, will do. */
  readonly insecure: boolean;
}

/** Pushes an image and, as its referrer, its bill of materials; credentials are docker's (`docker login`, `crane auth login`). */
export async function pushImage(
  { layout, sbomLayout, digest }: Image,
  { reference, insecure }: Target,
  report: Report,
): Promise<void> {
  const { directory } = await ensureTools(craneModule(), report);
  const push = (folder: string, to: string): Promise<string> =>
    run([path.join(directory, "crane"), ...(insecure ? ["--insecure"] : []), "push", folder, to]);
  report(`pushing ${reference}`);
  await push(layout, reference);
  await push(sbomLayout, `${repositoryOf(reference)}:${digest.replace(":", "-")}.sbom`);
}

/** Without the tag; the registry's port is none. */
function repositoryOf(reference: string): string {
  return reference.replace(/:[^:/]+$/, "");
}
