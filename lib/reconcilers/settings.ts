import { InvalidSpec } from "../domain/errors";
import type { Settings, SettingsSource } from "../ports/settings";

/** The settings, or why there are none. Rejects only with what is to be tried again. */
export async function readSettings(
  source: Pick<SettingsSource, "current">,
): Promise<{ readonly good?: Settings; readonly problem: string | undefined }> {
  try {
    return { good: await source.current(), problem: undefined };
  } catch (error: unknown) {
    if (error instanceof InvalidSpec) {
      return { problem: error.report };
    }
    throw error;
  }
}
