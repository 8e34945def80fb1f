import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import type { Shape } from "../../lib/api/shape";

const FILE = "lib/api/shapes.generated.ts";

/** A schema of a CRD, as far as shapes are made of it. */
type Schema = Omit<Shape, "properties" | "items" | "unique"> & {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
};

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
}

/** Writes what the CRDs' schemas say of specs as data, so that `violations()` need not say it again. */
export async function generateShapes(): Promise<void> {
  const files = (await readdir("crds")).filter(file => file.endsWith(".yaml")).sort();
  const shapes = await Promise.all(
    files.map(async file => {
      const { spec } = parse(await readFile(join("crds", file), "utf8")) as Crd;
      const shape = shapeOf(spec.versions[0].schema.openAPIV3Schema.properties?.["spec"]);
      const name = spec.names.kind.replace(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`);
      return `/** Shape of the spec of kind ${spec.names.kind}. */
        export const ${name.toUpperCase()}_SPEC: Shape = ${JSON.stringify(shape)};`;
    }),
  );
  const text = [
    "// Generated from crds/ by `npm run generate`; do not edit.",
    'import type { Shape } from "./shape";',
    ...shapes,
  ].join("\n\n");
  await writeFile(
    FILE,
    await format(text, { parser: "typescript", printWidth: 100, arrowParens: "avoid" }),
  );
}

function shapeOf(schema: Schema | undefined): Shape {
  if (schema === undefined) {
    throw new Error("a CRD has no spec");
  }
  const { type, required, minItems, maxItems, minimum, maximum, maxLength, properties, items } =
    schema;
  // What is undefined does not reach the JSON.
  return {
    type,
    properties:
      properties &&
      Object.fromEntries(
        Object.entries(properties).map(([field, inner]) => [field, shapeOf(inner)]),
      ),
    required,
    items: items && shapeOf(items),
    minItems,
    maxItems,
    unique: uniqueOf(schema),
    enum: schema.enum,
    minimum,
    maximum,
    maxLength,
  } as Shape;
}

function uniqueOf(schema: Schema): readonly string[] | undefined {
  return schema["x-kubernetes-list-type"] === "set" ? [] : schema["x-kubernetes-list-map-keys"];
}
