import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { CLEARS_WHEN } from "../../lib/api/waiting";

interface Schema {
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly [
      {
        readonly schema: { readonly openAPIV3Schema: Schema };
        readonly additionalPrinterColumns: readonly object[];
      },
    ];
  };
}

const REASONS = Object.keys(CLEARS_WHEN).sort();

const KINDS = globSync("crds/*.yaml").map(file => {
  const { spec } = parse(readFileSync(file, "utf8")) as Definition;
  const [{ schema, additionalPrinterColumns: columns }] = spec.versions;
  const waitingFor = schema.openAPIV3Schema.properties?.["status"]?.properties?.["waitingFor"];
  return { kind: spec.names.kind, waitingFor, columns };
});

/** Rows of the tables of a section of a page, as cells without their blanks. */
function rowsOf(page: string, section: string): readonly (readonly string[])[] {
  const text = readFileSync(page, "utf8")
    .split(/^## /m)
    .find(part => part.startsWith(section));
  return [...(text ?? "").matchAll(/^\| `.*$/gm)].map(([row]) =>
    row
      .split("|")
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

describe("status.waitingFor", () => {
  it.each(KINDS)("of kind $kind has the reasons that the code has", ({ waitingFor }) => {
    expect([...(waitingFor?.properties?.["reason"]?.enum ?? [])].sort()).toEqual(REASONS);
  });

  it.each(KINDS)("of kind $kind is a column, by its reason", ({ columns }) => {
    const jsonPath = ".status.waitingFor.reason";
    expect(columns).toContainEqual({ name: "Waiting-For", type: "string", jsonPath });
  });

  it("says the same in every kind", () => {
    const [first, ...others] = KINDS.map(({ waitingFor }) => waitingFor);
    expect(others).toEqual(others.map(() => first));
  });

  it("is told to operators as the code tells it: each reason, and when it goes on", () => {
    const told = rowsOf("docs/operations.md", "Waiting\n").map(cells => [
      cells[0]?.replaceAll("`", ""),
      cells.at(-1)?.replaceAll("`", ""),
    ]);
    expect(Object.fromEntries(told)).toEqual(CLEARS_WHEN);
    expect(told).toHaveLength(REASONS.length);
  });
});
