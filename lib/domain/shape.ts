import type { Shape } from "../api/shape";
import { shown, type Violation, when } from "./violation";

/** A rule for a text of the right length, and what to say when it is broken. */
export interface TextRule {
  readonly holds: (text: string) => boolean;
  /** Reads on after the field and a colon. */
  readonly message: (text: string) => string;
}

/** Rules by the path of their field, such as `spec.hostKeys[]`. Of each field the first broken one is told. */
export type TextRules = Readonly<Record<string, readonly TextRule[]>>;

/** The fields of an object that nobody has checked yet: each may be anything. */
export type Unchecked<T> = { readonly [Field in keyof T]?: unknown };

/** Unknown fields that are told of one object; whoever sent more has another problem. */
const UNKNOWN_FIELDS_SHOWN = 8;

/** What a value is judged by: its shape, the path for messages, and the path by which rules are found. */
interface Place {
  readonly shape: Shape;
  readonly path: string;
  readonly kind: string;
}

/** Everything of the value that the schema, or a rule for its texts, does not allow. Never throws. */
export function shapeViolations(shape: Shape, spec: unknown, rules: TextRules): Violation[] {
  return missing(spec)
    ? [{ field: "spec", message: "is missing; it is required" }]
    : judge({ shape, path: "spec", kind: "spec" }, spec, rules);
}

/** The fields of a value that may not even be an object. */
export function unchecked<T>(value: T | null | undefined): Unchecked<T> {
  return typeOf(value) === "object" ? (value as Unchecked<T>) : {};
}

/** A rule whose message begins with the value. */
export function textRule(holds: TextRule["holds"], says: string): TextRule {
  return { holds, message: text => `${shown(text)} ${says}` };
}

/** A rule for texts that fill screens: its message does not repeat them. */
export function longTextRule(holds: TextRule["holds"], says: string): TextRule {
  return { holds, message: () => says };
}

function judge(place: Place, value: unknown, rules: TextRules): Violation[] {
  const { shape, path } = place;
  if (typeOf(value) !== shape.type) {
    return [{ field: path, message: wrongType(shape, value) }];
  }
  switch (shape.type) {
    case "object":
      return judgeObject(place, value as Record<string, unknown>, rules);
    case "array":
      return judgeList(place, value as readonly unknown[], rules);
    case "string":
      return judgeText(place, value as string, rules);
    case "integer":
      return judgeNumber(place, value as number);
    case "boolean":
      return [];
  }
}

function judgeObject(
  { shape, path, kind }: Place,
  value: Readonly<Record<string, unknown>>,
  rules: TextRules,
): Violation[] {
  const { properties = {}, required = [] } = shape;
  const own = (field: string) => (Object.hasOwn(value, field) ? value[field] : undefined);
  const unknown = Object.keys(value).filter(field => !Object.hasOwn(properties, field));
  return [
    ...Object.entries(properties).flatMap(([field, inner]) =>
      missing(own(field))
        ? when(required.includes(field), `${path}.${field}`, () => "is missing; it is required")
        : judge(
            { shape: inner, path: `${path}.${field}`, kind: `${kind}.${field}` },
            own(field),
            rules,
          ),
    ),
    ...unknown.slice(0, UNKNOWN_FIELDS_SHOWN).map(field => ({
      field: path,
      message: `has no field ${shown(field)}; its fields are ${Object.keys(properties).join(", ")}`,
    })),
  ];
}

function judgeList({ shape, path, kind }: Place, list: readonly unknown[], rules: TextRules) {
  const { items, minItems = 0, maxItems = Infinity } = shape;
  if (list.length > maxItems) {
    return [{ field: path, message: `has ${list.length} items; at most ${maxItems} are allowed` }];
  }
  const twice = duplicatesOf(shape, list);
  return [
    ...when(list.length < minItems, path, () => "is empty; give an item, or leave the field out"),
    ...list.flatMap((item, index) => [
      ...(items === undefined
        ? []
        : judge({ shape: items, path: `${path}[${index}]`, kind: `${kind}[]` }, item, rules)),
      ...when(twice.has(index), `${path}[${index}]`, () => "is there twice; leave one out"),
    ]),
  ];
}

/** Places of the items that an earlier item is the same as. */
function duplicatesOf({ unique }: Shape, list: readonly unknown[]): ReadonlySet<number> {
  if (unique === undefined) {
    return new Set();
  }
  const identities = list.map(item =>
    unique.length === 0
      ? [item]
      : unique.map(field => unchecked<Record<string, unknown>>(item as never)[field]),
  );
  const texts = identities.map(identity =>
    identity.every(part => typeof part === "string") ? JSON.stringify(identity) : undefined,
  );
  const isSecond = (text: string | undefined, index: number) =>
    text !== undefined && texts.indexOf(text) < index;
  return new Set(texts.flatMap((text, index) => (isSecond(text, index) ? [index] : [])));
}

function judgeText({ shape, path, kind }: Place, text: string, rules: TextRules): Violation[] {
  const { maxLength = Infinity } = shape;
  if (isLonger(text, maxLength)) {
    return [{ field: path, message: `${shown(text)} has more than ${maxLength} characters` }];
  }
  if (shape.enum !== undefined && !shape.enum.includes(text)) {
    const allowed = shape.enum.map(value => `"${value}"`).join(", ");
    return [{ field: path, message: `${shown(text)} is none of the supported values: ${allowed}` }];
  }
  const broken = rules[kind]?.find(rule => !rule.holds(text));
  return broken === undefined ? [] : [{ field: path, message: broken.message(text) }];
}

/** Whether the text has more code points than that; they are one or two code units each, so few need counting. */
function isLonger(text: string, limit: number): boolean {
  return text.length > 2 * limit || (text.length > limit && Array.from(text).length > limit);
}

function judgeNumber({ shape, path }: Place, value: number): Violation[] {
  const { minimum = -Infinity, maximum = Infinity } = shape;
  return [
    ...when(value < minimum, path, () => `${value} should be greater than or equal to ${minimum}`),
    ...when(value > maximum, path, () => `${value} should be less than or equal to ${maximum}`),
  ];
}

/** The API server takes null for absent, wherever a field may be absent. */
function missing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) {
    return "array";
  }
  if (value === null) {
    return "null";
  }
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** What YAML made of a text without quotes is a number or a truth value; lists and objects are not repeated. */
function wrongType({ type }: Shape, value: unknown): string {
  const isScalar = typeof value !== "object" || value === null;
  const what = isScalar ? shown(value) : `an ${typeOf(value)}`;
  const remedy = type === "string" && isScalar && value !== null ? "; write it in quotes" : "";
  return `${what} cannot stand here; it must be of type ${type}${remedy}`;
}
