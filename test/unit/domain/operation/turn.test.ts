import { isBefore, predecessors } from "../../../../lib/domain/operation/turn";
import { aCondition, anOperation } from "../../../fakes/samples";

const at = (uid: string, created: string, status = {}) =>
  anOperation({ metadata: { uid, creationTimestamp: created as never }, status });

const [EARLY, LATE] = ["2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z"];

describe("the turn of an operation", () => {
  it.each([
    ["was created before", at("z", EARLY), at("a", LATE)],
    ["was created in the same second and has the first UID", at("a", EARLY), at("b", EARLY)],
    ["has begun, whenever it was created", at("z", LATE, { startTime: LATE }), at("a", EARLY)],
  ])("comes before another's when it %s", (_, first, second) => {
    expect(isBefore(first, second)).toBe(true);
    expect(isBefore(second, first)).toBe(false);
  });

  it("is over when the operation is", () => {
    const conditions = [aCondition("Failed", "True")];
    expect(isBefore(at("a", EARLY, { conditions }), at("b", LATE))).toBe(false);
  });

  it("does not come before the reset of a Server that is being deleted, unless it is at work", () => {
    const label = { labels: { "stargate.io/cleanup-of": "uid" } };
    const reset = anOperation({
      metadata: { uid: "z", creationTimestamp: LATE as never, ...label },
    });
    expect(isBefore(at("a", EARLY), reset)).toBe(false);
    expect(isBefore(at("a", EARLY, { startTime: EARLY }), reset)).toBe(false);
    expect(isBefore(at("a", EARLY, { dcJobID: "unit" }), reset)).toBe(true);
  });

  it("never comes before itself", () => {
    expect(isBefore(at("a", EARLY), at("a", EARLY))).toBe(false);
  });

  it("knows who goes before, first of all the first", () => {
    const own = at("m", EARLY);
    const begun = at("z", LATE, { startTime: LATE });
    const siblings = [at("b", EARLY), own, at("n", EARLY), begun, at("c", EARLY)];
    const uids = predecessors(own, siblings).map(({ metadata }) => metadata?.uid);
    expect(uids).toEqual(["z", "b", "c"]);
  });
});
