import fc from "fast-check";
import {
  inOrder,
  type Member,
  nextMove,
  type RolloutRules,
} from "../../../../lib/domain/rollout/next";

const RULES: RolloutRules = { limit: 1, canary: 0, continueOnError: false, isInterrupted: false };

function member(name: string, change: Partial<Member> = {}): Member {
  const created = "2026-01-01T00:00:00Z";
  return { name, created, isAvailable: true, state: "Pending", hold: undefined, ...change };
}

const broken = { isAvailable: false };
const atWork = { state: "AtWork", isAvailable: false } as const;
const succeeded = { state: "Succeeded" } as const;
const failed = { state: "Failed", isAvailable: false } as const;

describe("the order of a rollout", () => {
  it("is: what is unavailable already, the oldest, by name", () => {
    const members = [
      member("c", { created: "2026-01-02T00:00:00Z" }),
      member("b"),
      member("a"),
      member("z", { ...broken, created: "2026-01-03T00:00:00Z" }),
    ];
    expect(inOrder(members).map(({ name }) => name)).toEqual(["z", "a", "b", "c"]);
  });
});

describe("nextMove", () => {
  it.each<[string, readonly Member[], Partial<RolloutRules>, readonly string[]]>([
    ["one at a time", [member("a"), member("b")], {}, ["a"]],
    ["as many as may be", [member("a"), member("b"), member("c")], { limit: 2 }, ["a", "b"]],
    ["what is left of them", [member("a", atWork), member("b"), member("c")], { limit: 2 }, ["b"]],
    ["a broken one first, and none with it", [member("a"), member("b", broken)], {}, ["b"]],
    ["a broken one, and one with it", [member("a"), member("b", broken)], { limit: 2 }, ["b", "a"]],
    ["broken ones within the limit", [member("a", broken), member("b", broken)], {}, ["a"]],
    [
      "no more broken ones than those at work leave room for",
      [member("a", atWork), member("b", atWork), member("c", broken)],
      { limit: 3 },
      ["c"],
    ],
    [
      "the next where one is held",
      [member("a", { hold: "paused" }), member("b")],
      { limit: 2 },
      ["b"],
    ],
    ["the canaries alone", [member("a"), member("b"), member("c")], { limit: 3, canary: 1 }, ["a"]],
    [
      "the others when the canaries have succeeded",
      [member("a", succeeded), member("b"), member("c")],
      { limit: 3, canary: 1 },
      ["b", "c"],
    ],
    [
      "on after a failure, if that is wanted",
      [member("a", { state: "Failed" }), member("b")],
      { continueOnError: true },
      ["b"],
    ],
  ])("starts %s", (_, members, rules, names) => {
    expect(nextMove(members, { ...RULES, ...rules })).toEqual({ kind: "Start", names });
  });

  it.each<[string, readonly Member[], Partial<RolloutRules>, readonly string[]]>([
    ["those at work", [member("a", atWork), member("b")], {}, []],
    ["a canary", [member("a", atWork), member("b")], { limit: 2, canary: 1 }, []],
    ["those at work after a failure", [member("a", failed), member("b", atWork)], {}, []],
    [
      "those at work when it was interrupted",
      [member("a", atWork), member("b")],
      { limit: 2, isInterrupted: true },
      [],
    ],
    ["a hold", [member("a", { hold: "is paused" })], {}, ["a: is paused"]],
    [
      "one that succeeded and is unavailable again",
      [member("a", { ...succeeded, ...broken }), member("b")],
      {},
      ["1 of at most 1 are unavailable: a"],
    ],
    [
      "one that is held and unavailable",
      [member("a", { hold: "is paused", ...broken }), member("b")],
      {},
      ["a: is paused", "1 of at most 1 are unavailable: a"],
    ],
  ])("waits for %s", (_, members, rules, reasons) => {
    expect(nextMove(members, { ...RULES, ...rules })).toEqual({ kind: "Wait", reasons });
  });

  it.each<[string, readonly Member[], Partial<RolloutRules>, readonly string[]]>([
    ["when all have succeeded", [member("a", succeeded)], {}, []],
    ["after the first failure", [member("a", failed), member("b")], {}, []],
    ["when it was interrupted", [member("a")], { isInterrupted: true }, []],
    [
      "after a canary's failure, whatever is wanted",
      [member("a", failed), member("b", succeeded), member("c")],
      { continueOnError: true, canary: 2, limit: 3 },
      [],
    ],
    [
      "when as many as may be have failed for good",
      [member("a", failed), member("b"), member("c")],
      { continueOnError: true },
      ["b", "c"],
    ],
  ])("ends %s", (_, members, rules, kept) => {
    expect(nextMove(members, { ...RULES, ...rules })).toEqual({ kind: "End", kept });
  });
});

/** What may happen between two moves. */
type Happening = readonly [
  kind: "succeed" | "fail" | "break" | "heal" | "hold" | "free",
  which: number,
];

const HAPPENINGS: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.tuple(
    fc.constantFrom("succeed", "fail", "break", "heal", "hold", "free"),
    fc.nat(20),
  ) as fc.Arbitrary<Happening>,
  { maxLength: 60 },
);

const FLEET = fc.array(
  fc.record({ isAvailable: fc.boolean(), created: fc.constantFrom("2026-01", "2026-02") }),
  { minLength: 1, maxLength: 12 },
);

const SOME_RULES = fc.record({
  limit: fc.integer({ min: 1, max: 5 }),
  canary: fc.nat(3),
  continueOnError: fc.boolean(),
  isInterrupted: fc.constant(false),
});

function happen(member: Member, kind: Happening[0]): Member {
  const isAtWork = member.state === "AtWork";
  switch (kind) {
    case "succeed":
      return isAtWork ? { ...member, state: "Succeeded", isAvailable: true } : member;
    case "fail":
      return isAtWork ? { ...member, state: "Failed" } : member;
    case "break":
      return { ...member, isAvailable: false };
    case "heal":
      return isAtWork ? member : { ...member, isAvailable: true };
    case "hold":
      return { ...member, hold: "is paused" };
    case "free":
      return { ...member, hold: undefined };
  }
}

/** Starts what is to be started; calls `judge` with what there was before, and what there is then. */
function advance(
  members: readonly Member[],
  rules: RolloutRules,
  judge: (before: readonly Member[], after: readonly Member[]) => void,
): readonly Member[] {
  const move = nextMove(members, rules);
  if (move.kind !== "Start") {
    return members;
  }
  const after = members.map(each =>
    move.names.includes(each.name) ? { ...each, ...atWork } : each,
  );
  judge(members, after);
  return after;
}

describe("a rollout, whatever happens to it", () => {
  const simulate = (
    fleet: readonly Pick<Member, "isAvailable" | "created">[],
    rules: RolloutRules,
    happenings: readonly Happening[],
    judge: (before: readonly Member[], after: readonly Member[]) => void,
  ): readonly Member[] =>
    happenings.reduce<readonly Member[]>(
      (members, [kind, which]) => {
        const next = advance(members, rules, judge);
        const at = which % next.length;
        return next.map((each, index) => (index === at ? happen(each, kind) : each));
      },
      fleet.map((each, index) => member(`s${index}`, each)),
    );

  const unavailable = (members: readonly Member[]): number =>
    members.filter(({ isAvailable }) => !isAvailable).length;
  const count = (members: readonly Member[], state: Member["state"]): number =>
    members.filter(each => each.state === state).length;

  it("never makes more unavailable than the limit, however many break by themselves", () => {
    fc.assert(
      fc.property(FLEET, SOME_RULES, HAPPENINGS, (fleet, rules, happenings) => {
        simulate(fleet, rules, happenings, (before, after) => {
          const [was, is] = [unavailable(before), unavailable(after)];
          expect(is === was || is <= rules.limit).toBe(true);
          expect(count(after, "AtWork")).toBeLessThanOrEqual(rules.limit);
        });
      }),
    );
  });

  it("starts nothing that is held, done or failed, nothing after a failure, and no other before the canaries are done", () => {
    fc.assert(
      fc.property(FLEET, SOME_RULES, HAPPENINGS, (fleet, rules, happenings) => {
        simulate(fleet, rules, happenings, (before, after) => {
          const begun = before.filter((each, index) => each.state !== after[index]?.state);
          expect(begun.every(({ state, hold }) => state === "Pending" && hold === undefined)).toBe(
            true,
          );
          expect(rules.continueOnError || count(before, "Failed") === 0).toBe(true);
          const done = count(before, "Succeeded");
          expect(done >= rules.canary || done + count(after, "AtWork") <= rules.canary).toBe(true);
        });
      }),
    );
  });

  it("comes to its end where nothing fails and nobody is held", () => {
    fc.assert(
      fc.property(FLEET, SOME_RULES, (fleet, rules) => {
        let members: readonly Member[] = fleet.map((each, index) => member(`s${index}`, each));
        for (let moves = 0; moves <= fleet.length; moves++) {
          members = advance(members, rules, () => undefined).map(each => happen(each, "succeed"));
        }
        expect(nextMove(members, rules)).toEqual({ kind: "End", kept: [] });
        expect(count(members, "Succeeded")).toBe(fleet.length);
      }),
    );
  });
});
