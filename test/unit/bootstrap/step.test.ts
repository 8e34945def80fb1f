import { step } from "../../../lib/bootstrap/step";

describe("step", () => {
  it("has the usual limits, no parameters and no files", () => {
    expect(step("swap")).toEqual({
      name: "swap",
      parameters: {},
      files: {},
      checkSeconds: 60,
      applySeconds: 120,
      attempts: 3,
      dependsOn: [],
    });
  });

  it("takes what is special about it", () => {
    expect(step("join", { parameters: { NODE_NAME: "w1" }, applySeconds: 420 })).toEqual({
      name: "join",
      parameters: { NODE_NAME: "w1" },
      files: {},
      checkSeconds: 60,
      applySeconds: 420,
      attempts: 3,
      dependsOn: [],
    });
  });
});
