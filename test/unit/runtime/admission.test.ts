import { refused, told, type Judgement } from "../../../lib/domain/admission/known-world";
import type { Violation } from "../../../lib/domain/violation";
import {
  type AdmissionRequest,
  type AdmissionTools,
  judge,
  judgeDeletion,
  type Rules,
} from "../../../lib/runtime/admission";
import { FakeClock, settle } from "../../fakes/clock";
import { aWorld } from "../../fakes/known-world";

interface Thing {
  readonly metadata?: { readonly deletionTimestamp?: string };
}

/** What was answered. */
type Answer =
  | { readonly warnings: readonly string[] | undefined }
  | { readonly message: string; readonly code: number; readonly warnings: readonly string[] };

/** Pepr's request, as far as judging goes. */
function requestFor(
  raw: Thing,
  rest: { readonly operation?: string; readonly old?: Thing; readonly username?: string } = {},
): AdmissionRequest<Thing, Answer> {
  const { operation = "CREATE", old, username = "somebody" } = rest;
  return {
    Raw: raw,
    OldResource: old,
    Request: {
      operation,
      kind: { kind: "Thing" },
      namespace: "lab",
      name: "it",
      userInfo: { username },
    },
    Approve: warnings => ({ warnings }),
    Deny: (message, code, warnings = []) => ({ message, code, warnings }),
  };
}

const BAD: Violation = { field: "spec.ipv4", message: "is bad" };
const WORSE: Violation = { field: "spec.mac", message: "is worse" };
const ODD: Violation = { field: "spec.cni", message: "is odd" };
const FINE: Rules<Thing> = { violations: () => [], relations: () => refused([]) };

/** What judging needs, and the lines of its log. */
interface Tools extends AdmissionTools {
  readonly clock: FakeClock;
  readonly lines: object[];
  readonly reviews: object[];
}

function tools(): Tools {
  const lines: object[] = [];
  const write = (fields: object, message: string): void => {
    lines.push({ ...fields, message });
  };
  const reviews: object[] = [];
  const metrics = { reviewed: (review: object) => void reviews.push(review) };
  const log = { info: write, error: write };
  return { world: aWorld(), clock: new FakeClock(), log, metrics, lines, reviews };
}

/** The answer, once the time is over that a refusal waits for. */
async function answered(answer: Promise<Answer>, clock: FakeClock): Promise<Answer> {
  await settle();
  await clock.advance(250);
  return await answer;
}

describe("judge", () => {
  it("approves an object without violations at once", async () => {
    expect(await judge(requestFor({}), FINE, tools())).toEqual({ warnings: [] });
  });

  it("judges the object, what it was before a change, and the world", async () => {
    const [object, old, given] = [{ metadata: {} }, {}, tools()];
    const seen: unknown[] = [];
    const rules: Rules<Thing> = {
      violations: thing => (seen.push(thing), []),
      relations: (writing, world) => (seen.push(writing, world), refused([])),
    };
    await judge(requestFor(object, { operation: "UPDATE", old }), rules, given);
    expect(seen).toEqual([object, { object, before: old }, given.world]);
    seen.length = 0;
    await judge(requestFor(object, { operation: "CREATE", old }), rules, given);
    expect(seen[1]).toEqual({ object, before: undefined });
  });

  it("refuses with all violations at once, as a value that cannot be accepted", async () => {
    const rules = {
      violations: () => [BAD],
      relations: () => ({ violations: [WORSE], warnings: [ODD] }),
    };
    const given = tools();
    expect(await answered(judge(requestFor({}), rules, given), given.clock)).toEqual({
      message: "spec.ipv4: is bad\nspec.mac: is worse",
      code: 422,
      warnings: ["spec.cni: is odd"],
    });
    expect(given.lines).toEqual([
      {
        operation: "CREATE",
        kind: "Thing",
        namespace: "lab",
        name: "it",
        user: "somebody",
        fields: ["spec.ipv4", "spec.mac"],
        message: "refused",
      },
    ]);
  });

  it("refuses at once what is wrong by itself", async () => {
    const given = tools();
    const answer = await judge(requestFor({}), { ...FINE, violations: () => [BAD] }, given);
    expect(answer).toMatchObject({ message: "spec.ipv4: is bad" });
    expect(given.clock.pending).toBe(0);
  });

  it("tells what is only odd", async () => {
    const rules = { ...FINE, relations: () => told([ODD]) };
    expect(await judge(requestFor({}), rules, tools())).toEqual({ warnings: ["spec.cni: is odd"] });
  });

  it("looks again before it refuses for others: news may be on its way", async () => {
    const judgements: Judgement[] = [refused([BAD]), refused([])];
    const given = tools();
    const rules = { ...FINE, relations: () => judgements.shift() ?? refused([WORSE]) };
    expect(await answered(judge(requestFor({}), rules, given), given.clock)).toEqual({
      warnings: [],
    });
    expect(given.lines).toEqual([]);
  });

  it("lets an object change that is being deleted: its finalizers must go", async () => {
    const going = { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } };
    const rules = { violations: () => [BAD], relations: () => refused([WORSE]) };
    expect(await judge(requestFor(going), rules, tools())).toEqual({ warnings: undefined });
  });

  it("refuses what cannot be judged, instead of failing without a reason", async () => {
    const violations = () => {
      throw new TypeError("spec is undefined");
    };
    const given = tools();
    expect(await judge(requestFor({}), { ...FINE, violations }, given)).toEqual({
      message: "cannot be judged: TypeError: spec is undefined",
      code: 422,
      warnings: [],
    });
    expect(given.lines).toMatchObject([{ name: "it", message: "cannot be judged" }]);
  });
});

describe("the measure of a review", () => {
  const rules = { ...FINE, relations: () => refused([BAD]) };
  const going = { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } };

  it.each([
    ["allowed", FINE, {}, 0],
    ["allowed", rules, going, 0],
    ["denied", rules, {}, 0.25],
  ] as const)("says that it was %s, and after what time", async (verdict, by, object, seconds) => {
    const given = tools();
    await answered(judge(requestFor(object), by, given), given.clock);
    expect(given.reviews).toEqual([{ kind: "Thing", operation: "CREATE", verdict, seconds }]);
  });

  it("tells a refusal from what cannot be judged", async () => {
    const given = tools();
    const violations = () => {
      throw new TypeError("spec is undefined");
    };
    await judge(requestFor({}), { ...FINE, violations }, given);
    expect(given.reviews).toMatchObject([{ verdict: "failed" }]);
  });

  it("is taken of deletions, too", async () => {
    const given = tools();
    const deletion = requestFor({}, { operation: "DELETE" });
    await answered(
      judgeDeletion(deletion, () => refused([BAD]), given),
      given.clock,
    );
    await judgeDeletion(requestFor(going, { operation: "DELETE" }), () => refused([BAD]), given);
    expect(given.reviews).toEqual([
      { kind: "Thing", operation: "DELETE", verdict: "denied", seconds: 0.25 },
      { kind: "Thing", operation: "DELETE", verdict: "allowed", seconds: 0 },
    ]);
  });
});

describe("judgeDeletion", () => {
  const needed = (): Judgement => refused([BAD]);

  it("refuses what others need, and approves the rest", async () => {
    const given = tools();
    const answer = judgeDeletion(requestFor({}), needed, given);
    expect(await answered(answer, given.clock)).toMatchObject({ message: "spec.ipv4: is bad" });
    expect(await judgeDeletion(requestFor({}), () => told([ODD]), tools())).toEqual({
      warnings: ["spec.cni: is odd"],
    });
  });

  it.each([
    "system:serviceaccount:kube-system:namespace-controller",
    "system:kube-controller-manager",
  ])("lets %s take a namespace away", async username => {
    expect(await judgeDeletion(requestFor({}, { username }), needed, tools())).toEqual({
      warnings: undefined,
    });
  });

  it("lets go what is going already", async () => {
    const going = { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } };
    expect(await judgeDeletion(requestFor(going), needed, tools())).toEqual({
      warnings: undefined,
    });
  });

  it("bears a request of nobody", async () => {
    const given = tools();
    const Request = { operation: "DELETE", kind: { kind: "Thing" }, userInfo: {} };
    const answer = judgeDeletion({ ...requestFor({}), Request }, needed, given);
    expect(await answered(answer, given.clock)).toMatchObject({ code: 422 });
  });
});
