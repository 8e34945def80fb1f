import fc from "fast-check";
import type { Condition } from "../../../lib/api/conditions";
import { MESSAGE_LIMIT_CHARACTERS } from "../../../lib/defaults";
import { conditionOf, isTrue, setConditions, type Verdict } from "../../../lib/domain/conditions";
import { aCondition, frozen, laterBy, NOW } from "../../fakes/samples";

const STAMP = { now: NOW, generation: 7 };

function verdict(
  type: Verdict<"Server">["type"],
  status: Condition["status"],
  rest: Partial<Verdict<"Server">> = {},
): Verdict<"Server"> {
  return { type, status, reason: "NodeReady", message: "m", ...rest };
}

const status = fc.constantFrom("True", "False", "Unknown");
const verdicts = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom("Ready", "Reachable", "HostKeyTrusted", "NodeReady"),
    status,
    reason: fc.constantFrom("NodeReady", "NodeNotReady"),
    message: fc.string(),
  }),
  { selector: ({ type }) => type },
);

describe("setConditions", () => {
  it("sets a condition that was never set", () => {
    const [condition] = setConditions<"Server">(undefined, [verdict("Ready", "True")], STAMP);
    expect(condition).toEqual({
      type: "Ready",
      status: "True",
      reason: "NodeReady",
      message: "m",
      observedGeneration: 7,
      lastTransitionTime: NOW,
    });
  });

  it("keeps the time of the last transition while only reason and message change", () => {
    const before = [aCondition("Ready", "False", { lastTransitionTime: laterBy(-60) })];
    const [condition] = setConditions<"Server">(before, [verdict("Ready", "False")], STAMP);
    expect(condition).toMatchObject({
      reason: "NodeReady",
      message: "m",
      observedGeneration: 7,
      lastTransitionTime: laterBy(-60),
    });
  });

  it("keeps the time of the last transition exactly when the status stays", () => {
    fc.assert(
      fc.property(status, status, (before, after) => {
        const [condition] = setConditions<"Server">(
          [aCondition("Ready", before, { lastTransitionTime: laterBy(-60) })],
          [verdict("Ready", after)],
          STAMP,
        );
        expect(condition?.lastTransitionTime).toBe(before === after ? laterBy(-60) : NOW);
      }),
    );
  });

  it("leaves conditions alone that nobody judged, even those of other writers", () => {
    const before = [aCondition("example.com/Foreign", "True"), aCondition("Ready", "False")];
    const after = setConditions<"Server">(before, [verdict("Ready", "True")], STAMP);
    expect(after).toContainEqual(before[0]);
    expect(after).toHaveLength(2);
  });

  it("clips what is too long to say", () => {
    const message = "x".repeat(MESSAGE_LIMIT_CHARACTERS + 1);
    const [condition] = setConditions<"Server">([], [verdict("Ready", "True", { message })], STAMP);
    expect(condition?.message).toHaveLength(MESSAGE_LIMIT_CHARACTERS);
    expect(condition?.message).toMatch(/x…$/);
  });

  it("lets the last of several verdicts on one condition stand", () => {
    const all = [verdict("Ready", "True"), verdict("Ready", "False", { message: "last" })];
    expect(setConditions<"Server">([], all, STAMP)).toMatchObject([
      { type: "Ready", status: "False", message: "last" },
    ]);
  });

  it("lists every type once, in order, whatever the order of the verdicts", () => {
    fc.assert(
      fc.property(verdicts, verdicts, (before, after) => {
        const first = setConditions<"Server">([], before, STAMP);
        const types = setConditions<"Server">(first, after, STAMP).map(({ type }) => type);
        const wanted = new Set([...before, ...after].map(({ type }) => type));
        expect(types).toEqual([...wanted].sort());
        const turned = setConditions<"Server">(first.toReversed(), after.toReversed(), STAMP);
        expect(turned.map(({ type }) => type)).toEqual(types);
      }),
    );
  });

  it("changes nothing when it is repeated at a later time", () => {
    fc.assert(
      fc.property(verdicts, all => {
        const once = setConditions<"Server">([], all, STAMP);
        expect(setConditions<"Server">(once, all, { ...STAMP, now: laterBy(60) })).toEqual(once);
      }),
    );
  });

  it("does not touch what it was given", () => {
    const before = frozen([aCondition("Ready", "False")]);
    expect(setConditions<"Server">(before, frozen([verdict("Ready", "True")]), STAMP)).not.toEqual(
      before,
    );
  });
});

describe("conditionOf", () => {
  it("finds the condition of the type", () => {
    const ready = aCondition("Ready", "True");
    const all = [aCondition("Reachable", "False"), ready];
    expect(conditionOf<"Server">(all, "Ready")).toBe(ready);
  });

  it.each([{ conditions: undefined }, { conditions: [] }])(
    "finds nothing in $conditions",
    ({ conditions }) => {
      expect(conditionOf<"Server">(conditions, "Ready")).toBeUndefined();
    },
  );
});

describe("isTrue", () => {
  it.each([
    { status: "True" as const, want: true },
    { status: "False" as const, want: false },
    { status: "Unknown" as const, want: false },
  ])("answers $want for $status", ({ status: judged, want }) => {
    expect(isTrue<"Server">([aCondition("Ready", judged)], "Ready")).toBe(want);
  });

  it("answers no for what was never judged", () => {
    expect(isTrue<"Server">(undefined, "Ready")).toBe(false);
    expect(isTrue<"Server">([aCondition("Reachable", "True")], "Ready")).toBe(false);
  });
});
