import { isOver } from "../../../../lib/domain/operation/is-over";
import { aCondition, anOperation } from "../../../fakes/samples";

describe("isOver", () => {
  it.each(["Complete", "Failed"] as const)("is true of what is %s", type => {
    expect(isOver(anOperation({ status: { conditions: [aCondition(type, "True")] } }))).toBe(true);
  });

  it("is false of what has done its steps, of what has not begun, and of what is only not complete", () => {
    const steps = anOperation({ status: { conditions: [aCondition("Bootstrapped", "True")] } });
    expect(isOver(steps)).toBe(false);
    expect(isOver(anOperation())).toBe(false);
    expect(isOver(anOperation({ status: { conditions: [aCondition("Complete", "False")] } }))).toBe(
      false,
    );
  });
});
