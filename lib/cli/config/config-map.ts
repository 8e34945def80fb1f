import { parseAllDocuments } from "yaml";
import * as z from "zod";
import { MODULE_NAMESPACE, SETTINGS_CONFIG_MAP } from "../../api/names";
import { shown, type Violation } from "../../domain/violation";
import { CommandError } from "../errors";

const object = z.looseObject({
  kind: z.string().optional(),
  items: z.array(z.unknown()).optional(),
});

const configMap = z.looseObject({
  kind: z.literal("ConfigMap"),
  metadata: z.looseObject({
    name: z.literal(SETTINGS_CONFIG_MAP),
    namespace: z.string().optional(),
  }),
  data: z.record(z.string(), z.unknown()).nullish(),
});

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
  const { namespace = MODULE_NAMESPACE } = first.metadata;
  const entries = Object.entries(first.data ?? {});
  return {
    entries: Object.fromEntries(
      entries.flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
    ),
    violations: entries.flatMap(([field, value]) =>
      typeof value === "string" ? [] : [{ field, message: notText(value) }],
    ),
    warnings:
      namespace === MODULE_NAMESPACE
        ? []
        : [`it is in the namespace ${shown(namespace)}; the module reads ${MODULE_NAMESPACE}`],
  };
}

function documentsIn(text: string, source: string): readonly unknown[] {
  return parseAllDocuments(text).map(document => {
    const [error] = document.errors;
    if (error !== undefined) {
      const [why = ""] = error.message.split("\n", 1);
      throw new CommandError(`${source} is neither YAML nor JSON: ${why}`);
    }
    return document.toJS() as unknown;
  });
}

/** The objects of a List, as `kubectl get -o yaml` prints them, or the object itself. */
function unfold(document: unknown): readonly unknown[] {
  const { data } = object.safeParse(document);
  return data?.items ?? [document];
}

function notText(value: unknown): string {
  return value === null || typeof value === "object"
    ? `${shown(value)} is not text, and a ConfigMap holds nothing else`
    : `${shown(value)} is not text, and a ConfigMap holds nothing else; put it into quotes`;
}
