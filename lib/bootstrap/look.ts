import { createHash } from "node:crypto";
import { HostUnreachable } from "../domain/errors";
import {
  factsOf,
  type Look,
  type LookEntry,
  NOTHING_LOOKED_AT,
  seen,
  withDependencies,
} from "../domain/dry-run/look";
import type { RemoteHost } from "../ports/remote-host";
import { archive } from "./archive";
import { lookFiles } from "./bundle";
import { Lines } from "./lines";
import { parseLookEntry } from "./look-entry";
import { planOf } from "./plan";
import type { LookSpec } from "./run-spec";
import { scripts } from "./scripts.generated";
import type { Step } from "./step";

/** Longest line of a look, characters; what is longer is not ours. */
const LINE_LIMIT_CHARACTERS = 65_536;

/** Most lines of a look: a broken host must not fill our memory. */
const ENTRIES_LIMIT = 1_000;

/**
 * Looks at what a run would do on the server, in one session, and changes nothing there. `harmless` is applied to each
 * line before it is kept.
 *
 * Rejects with what `RemoteHost` rejects with, and with `HostUnreachable` when the look broke off.
 */
export async function lookAt(
  host: RemoteHost,
  run: LookSpec,
  harmless: (entry: LookEntry) => LookEntry,
  signal: AbortSignal,
): Promise<Look> {
  const steps = planOf(run);
  const { bytes, sha256 } = await archive(lookFiles(steps));
  const parameters = { BUNDLE_BYTES: String(bytes.length), BUNDLE_SHA256: sha256 };
  const script = { text: scripts["job/look"], parameters, input: bytes };
  const lines = new Lines(LINE_LIMIT_CHARACTERS);
  let look: Look = { ...NOTHING_LOOKED_AT, inputs: inputsOf(steps) };
  let entries = 0;
  for await (const chunk of host.stream(script, signal)) {
    for (const line of lines.push(chunk)) {
      const entry = parseLookEntry(line);
      if (entry !== undefined && isOf(steps, entry) && entries++ < ENTRIES_LIMIT) {
        look = seen(look, harmless(entry));
      }
    }
  }
  if (!look.isComplete) {
    throw new HostUnreachable("the look at the server broke off", { reason: "HostUnreachable" });
  }
  return withDependencies(look, dependenciesOf(steps));
}

/** Whether the line is one that the look may say: a broken host invents no steps. */
function isOf(steps: readonly Step[], entry: LookEntry): boolean {
  return entry.event !== "looked" || steps.some(({ name }) => name === entry.step);
}

/** What the run's steps get, by digests: nobody may give a required plan another script. */
function inputsOf(steps: readonly Step[]): readonly string[] {
  return steps.map(({ name, files, parameters }) => {
    const { NOW_SECONDS: _now, OPERATION_UID: _uid, ...lasting } = parameters;
    return `input ${name} ${sha256Of(JSON.stringify([sorted(files), sorted(lasting)]))}`;
  });
}

function sorted(entries: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What a later operation can require: the same plan has the same hash. */
export function planHashOf(look: Look): string {
  return `sha256:${sha256Of(factsOf(look).join("\n"))}`;
}

function dependenciesOf(steps: readonly Step[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(steps.map(({ name, dependsOn }) => [name, dependsOn]));
}
