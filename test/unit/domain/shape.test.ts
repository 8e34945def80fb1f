import type { Shape } from "../../../lib/api/shape";
import {
  longTextRule,
  shapeViolations,
  textRule,
  type TextRules,
  unchecked,
} from "../../../lib/domain/shape";

const ITEM: Shape = {
  type: "object",
  properties: { id: { type: "string" }, size: { type: "integer", minimum: 1, maximum: 9 } },
  required: ["id"],
};

const SHAPE: Shape = {
  type: "object",
  properties: {
    word: { type: "string", maxLength: 3, enum: ["a", "b"] },
    free: { type: "string", maxLength: 4 },
    flag: { type: "boolean" },
    count: { type: "integer" },
    set: { type: "array", items: { type: "string" }, unique: [], minItems: 1, maxItems: 3 },
    map: { type: "array", items: ITEM, unique: ["id"] },
    any: { type: "array" },
    bare: { type: "object" },
  },
  required: ["word"],
};

const RULES: TextRules = {
  "spec.free": [
    textRule(text => text !== "x", "is x"),
    longTextRule(text => !text.startsWith("y"), "begins with y"),
  ],
  "spec.map[].id": [textRule(text => text !== "", "is empty")],
};

/** Each violation on a line, as users read it. */
function told(spec: unknown): string[] {
  return shapeViolations(SHAPE, spec, RULES).map(({ field, message }) => `${field}: ${message}`);
}

describe("shapeViolations", () => {
  it.each([
    { spec: { word: "a" } },
    {
      spec: {
        word: "b",
        free: "free",
        flag: false,
        count: -1,
        set: ["a", "b"],
        any: [1, {}],
        bare: {},
      },
    },
    { spec: { word: "a", free: null, flag: null, set: null, map: null } },
    { spec: { word: "a", map: [{ id: "1" }, { id: "2", size: 9 }] } },
    { spec: { word: "a", free: "😀😀😀😀" } },
  ])("has nothing to say of $spec", ({ spec }) => {
    expect(told(spec)).toEqual([]);
  });

  it.each([
    { spec: undefined, want: ["spec: is missing; it is required"] },
    { spec: null, want: ["spec: is missing; it is required"] },
    { spec: {}, want: ["spec.word: is missing; it is required"] },
    { spec: { word: null }, want: ["spec.word: is missing; it is required"] },
    { spec: [], want: ["spec: an array cannot stand here; it must be of type object"] },
    { spec: "a", want: ['spec: "a" cannot stand here; it must be of type object'] },
    {
      spec: { word: 1.3 },
      want: ['spec.word: "1.3" cannot stand here; it must be of type string; write it in quotes'],
    },
    {
      spec: { word: true },
      want: ['spec.word: "true" cannot stand here; it must be of type string; write it in quotes'],
    },
    {
      spec: { word: { a: 1 } },
      want: ["spec.word: an object cannot stand here; it must be of type string"],
    },
    {
      spec: { word: "a", set: [null] },
      want: ['spec.set[0]: "null" cannot stand here; it must be of type string'],
    },
    {
      spec: { word: "a", map: [{ id: "1", size: 1.5 }] },
      want: ['spec.map[0].size: "1.5" cannot stand here; it must be of type integer'],
    },
    { spec: { word: "c" }, want: ['spec.word: "c" is none of the supported values: "a", "b"'] },
    { spec: { word: "abcd" }, want: ['spec.word: "abcd" has more than 3 characters'] },
    {
      spec: { word: "a", free: "😀😀😀😀😀" },
      want: [expect.stringMatching(/^spec.free: .* has more than 4 characters$/)],
    },
    {
      spec: { word: "a", free: "123456789" },
      want: ['spec.free: "123456789" has more than 4 characters'],
    },
    { spec: { word: "a", free: "x" }, want: ['spec.free: "x" is x'] },
    { spec: { word: "a", free: "yes" }, want: ["spec.free: begins with y"] },
    { spec: { word: "a", map: [{ id: "" }] }, want: ['spec.map[0].id: "" is empty'] },
    {
      spec: {
        word: "a",
        map: [
          { id: "1", size: 0 },
          { id: "2", size: 10 },
        ],
      },
      want: [
        "spec.map[0].size: 0 should be greater than or equal to 1",
        "spec.map[1].size: 10 should be less than or equal to 9",
      ],
    },
    {
      spec: { word: "a", set: [] },
      want: ["spec.set: is empty; give an item, or leave the field out"],
    },
    {
      spec: { word: "a", set: ["1", "2", "3", "4"] },
      want: ["spec.set: has 4 items; at most 3 are allowed"],
    },
    {
      spec: { word: "a", set: ["1", "2", "1"] },
      want: ["spec.set[2]: is there twice; leave one out"],
    },
    {
      spec: { word: "a", map: [{ id: "1" }, { id: "1", size: 2 }] },
      want: ["spec.map[1]: is there twice; leave one out"],
    },
    {
      spec: { word: "a", other: 1 },
      want: [
        'spec: has no field "other"; its fields are word, free, flag, count, set, map, any, bare',
      ],
    },
    { spec: { word: "a", bare: { x: 1 } }, want: ['spec.bare: has no field "x"; its fields are '] },
  ])("tells of $spec", ({ spec, want }) => {
    expect(told(spec)).toEqual(want);
  });

  it("tells of all fields at once, and of few of the unknown ones", () => {
    const unknown = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`u${index}`, 1]));
    const lines = told({ free: "x", flag: "yes", ...unknown });
    expect(lines).toHaveLength(3 + 8);
  });
});

describe("unchecked", () => {
  it.each([undefined, null, 1, "a", true, []])("takes %j for an object without fields", value => {
    expect(unchecked(value)).toEqual({});
  });

  it("leaves an object as it is", () => {
    expect(unchecked({ a: 1 })).toEqual({ a: 1 });
  });
});
