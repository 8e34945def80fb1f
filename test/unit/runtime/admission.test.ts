import type { Violation } from "../../../lib/domain/violation";
import { type AdmissionRequest, judge } from "../../../lib/runtime/admission";

/** What was answered. */
type Answer = { readonly allowed: true } | { readonly message: string; readonly code: number };

/** Pepr's request, as far as judging goes. */
function requestFor(raw: unknown): AdmissionRequest<unknown, Answer> {
  return {
    Raw: raw,
    Approve: () => ({ allowed: true }),
    Deny: (message, code) => ({ message, code }),
  };
}

describe("judge", () => {
  it("approves an object without violations", () => {
    expect(judge(requestFor({}), () => [])).toEqual({ allowed: true });
  });

  it("judges the object of the request", () => {
    const object = { spec: {} };
    const seen: unknown[] = [];
    judge(requestFor(object), raw => {
      seen.push(raw);
      return [];
    });
    expect(seen).toEqual([object]);
  });

  it("refuses with all violations at once, as a value that cannot be accepted", () => {
    const violations: Violation[] = [
      { field: "spec.ipv4", message: "is bad" },
      { field: "spec.mac", message: "is worse" },
    ];
    expect(judge(requestFor({}), () => violations)).toEqual({
      message: "spec.ipv4: is bad\nspec.mac: is worse",
      code: 422,
    });
  });

  it("refuses what cannot be judged, instead of failing without a reason", () => {
    const broken = () => {
      throw new TypeError("spec is undefined");
    };
    expect(judge(requestFor({}), broken)).toEqual({
      message: "cannot be judged: TypeError: spec is undefined",
      code: 422,
    });
  });
});
