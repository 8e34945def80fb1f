import { parseAllDocuments } from "yaml";
import * as z from "zod";
import { MODULE_NAMESPACE, SETTINGS_CONFIG_MAP } from "../../api/names";
import { shown, type Violation, when } from "../../domain/violation";
import { SETTING_DESCRIPTIONS } from "../../runtime/settings";
import { CommandError } from "../errors";

const list = z.looseObject({ items: z.array(z.unknown()) });

const configMap = z.looseObject({
  kind: z.literal("ConfigMap"),
  metadata: z.looseObject({
    name: z.literal(SETTINGS_CONFIG_MAP),
    namespace: z.string().nullish(),
  }),
});

const entriesOf = z.record(z.string(), z.unknown()).nullish();

/** The settings as a manifest has them. */
export interface ManifestSettings {
  readonly entries: Readonly<Record<string, string>>;
  /** Values that no ConfigMap can hold. */
  readonly violations: readonly Violation[];
  readonly warnings: readonly string[];
}

/**
 * The settings' ConfigMap in a text of YAML or JSON: one among other objects, or in a List.
 *
 * Throws `CommandError` when the text cannot be read, or has none, or more than one.
 */
export function settingsIn(text: string, source: string): ManifestSettings {
  const found = documentsIn(text, source)
    .flatMap(unfold)
    .flatMap(document => configMap.safeParse(document).data ?? []);
  const [first, ...more] = found;
  if (first === undefined || more.length > 0) {
    const count = first === undefined ? "no" : found.length;
    throw new CommandError(
      `${source} has ${count} ConfigMap ${SETTINGS_CONFIG_MAP}`,
      `write one: kind ConfigMap, metadata.name ${SETTINGS_CONFIG_MAP}, the settings below data`,
    );
  }
  const data = entriesOf.safeParse(first["data"]);
  const entries = Object.entries(data.data ?? {});
  return {
    entries: Object.fromEntries(entries.map(([key, value]) => [key, textOf(value)])),
    violations: [
      ...when(!data.success, "data", () => "is not a map of settings"),
      ...entries.flatMap(([field, value]) =>
        when(typeof value !== "string" && Object.hasOwn(SETTING_DESCRIPTIONS, field), field, () =>
          notText(value),
        ),
      ),
    ],
    warnings: warningsOf(first),
  };
}

/** What is no text is judged by its key alone, and never shown where it may be a secret. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "-";
}

function warningsOf(found: z.infer<typeof configMap>): readonly string[] {
  const namespace = found.metadata.namespace ?? MODULE_NAMESPACE;
  return [
    ...(namespace === MODULE_NAMESPACE
      ? []
      : [`it is in the namespace ${shown(namespace)}; the module reads ${MODULE_NAMESPACE}`]),
    ...("binaryData" in found ? ["binaryData has no effect; the module reads data"] : []),
  ];
}

/** As kubectl reads YAML (1.1): a value such as on or 0777 is no text. */
function documentsIn(text: string, source: string): readonly unknown[] {
  try {
    return parseAllDocuments(text, { version: "1.1" }).map(document => {
      const [error] = document.errors;
      if (error !== undefined) {
        throw error;
      }
      return document.toJS() as unknown;
    });
  } catch (error: unknown) {
    const [why = ""] = (error as Error).message.split("\n", 1);
    throw new CommandError(`${source} cannot be read as YAML or JSON: ${why}`);
  }
}

/** The objects of a List, as `kubectl get -o yaml` prints them, or the object itself. */
function unfold(document: unknown): readonly unknown[] {
  return list.safeParse(document).data?.items ?? [document];
}

function notText(value: unknown): string {
  return value === null || typeof value === "object"
    ? `${shown(value)} is not text, and a ConfigMap holds nothing else`
    : `${shown(value)} is not text, and a ConfigMap holds nothing else; put it into quotes`;
}
