import { checkFields } from "../../../../lib/domain/operation/run-fields";

describe("checkFields", () => {
  it("leaves out what there is nothing to say of", () => {
    const passed = { check: "Clock", state: "Passed", message: "" } as const;
    expect(checkFields(passed)).toEqual({ name: "Clock", state: "Passed" });
  });

  it("has only reasons that are documented, and is bounded, whatever a server says", () => {
    const long = "x".repeat(9000);
    const failed = {
      check: long,
      state: "Failed",
      reason: "Nonsense",
      message: long,
      remedy: long,
    };
    const { name, reason, message, remedy } = checkFields({ ...failed, state: "Failed" });
    expect(reason).toBe("ScriptFailed");
    expect([name, message, remedy].map(text => text?.length)).toEqual([63, 1024, 1024]);
  });
});
