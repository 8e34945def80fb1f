import { SETTINGS_CONFIG_MAP } from "../../api/names";
import { formatViolations } from "../../domain/violation";
import { type ParsedSettings, parseSettings } from "../../runtime/settings";
import { EXIT, type ExitCode } from "../errors";
import { oneLine } from "../text";
import type { World } from "../world";
import { settingsIn } from "./config-map";

/** What is to be checked, and how that is told. */
export interface ConfigCheckRequest {
  /** A file, or - for standard input. */
  readonly file: string;
  readonly output: "text" | "json";
}

/** What settings that can be used lack, or have in vain. */
function warningsOf({
  settings,
  warnings,
}: Extract<ParsedSettings, { settings: unknown }>): readonly string[] {
  return settings.controlPlaneIp === undefined
    ? [...warnings, "control-plane-ip is not set, and joining waits for it"]
    : warnings;
}

/** Judges settings as the module would, before it meets them; nothing is contacted. */
export async function configCheck(
  { read, print, note }: World,
  { file, output }: ConfigCheckRequest,
): Promise<ExitCode> {
  const source = file === "-" ? "standard input" : file;
  const manifest = settingsIn(await read(file), source);
  const parsed = parseSettings(manifest.entries);
  // What is no text was told as such.
  const told = new Set(manifest.violations.map(({ field }) => field));
  const judged = "violations" in parsed ? parsed.violations : [];
  const violations = [...manifest.violations, ...judged.filter(({ field }) => !told.has(field))];
  const warnings = [...manifest.warnings, ...("settings" in parsed ? warningsOf(parsed) : [])];
  const isGood = violations.length === 0;
  if (output === "json") {
    print(`${JSON.stringify({ valid: isGood, violations, warnings }, undefined, 2)}\n`);
    return isGood ? EXIT.success : EXIT.failure;
  }
  for (const warning of warnings) {
    note(`warning: ${oneLine(warning)}\n`);
  }
  for (const violation of violations) {
    note(`${oneLine(formatViolations([violation]))}\n`);
  }
  if (isGood) {
    print(`ConfigMap ${SETTINGS_CONFIG_MAP}: every setting can be used\n`);
  }
  return isGood ? EXIT.success : EXIT.failure;
}
