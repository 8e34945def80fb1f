import { drainOf, isDraining, timedSince } from "../../../../lib/domain/operation/drain-of";
import { aCondition, anOperation, laterBy, NOW } from "../../../fakes/samples";

describe("timedSince", () => {
  it("is when the operation began, where nothing was drained", () => {
    expect(timedSince(anOperation({ status: {} }))).toBeUndefined();
    expect(timedSince(anOperation({ status: { startTime: NOW } }))).toBe(NOW);
  });

  it.each([
    ["False", undefined],
    ["True", laterBy(60)],
    ["Unknown", undefined],
  ] as const)("is, while Drained is %s, %s", (status, since) => {
    const drained = { ...aCondition("Drained", status), lastTransitionTime: laterBy(60) };
    const operation = anOperation({ status: { startTime: NOW, conditions: [drained] } });
    expect(timedSince(operation)).toBe(since);
    expect(drainOf(operation)).toEqual(drained);
    expect(isDraining(operation)).toBe(status !== "True");
  });

  it("begins anew after a pause that came later than the drain", () => {
    const drained = { ...aCondition("Drained", "True"), lastTransitionTime: NOW };
    const status = { startTime: laterBy(3600), conditions: [drained] };
    expect(timedSince(anOperation({ status }))).toBe(laterBy(3600));
    expect(isDraining(anOperation({ status: {} }))).toBe(false);
  });
});
