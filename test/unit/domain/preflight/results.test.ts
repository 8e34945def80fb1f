import { type CheckResult, withResult } from "../../../../lib/domain/preflight/results";

const result = (check: string, state: CheckResult["state"] = "Passed"): CheckResult => ({
  check,
  state,
});

describe("withResult", () => {
  it("keeps the order, and one result for each check: the last one", () => {
    const first = [result("Clock", "Failed"), result("Swap")];
    const all = first.reduce<readonly CheckResult[]>(withResult, []);
    expect(withResult(all, result("Clock"))).toMatchObject([result("Clock"), result("Swap")]);
  });

  it("is bounded, whatever a server says", () => {
    const many = Array.from({ length: 100 }, (_, index) => result(`C${index}`));
    expect(many.reduce<readonly CheckResult[]>(withResult, [])).toHaveLength(64);
  });
});
