import { leftovers } from "../../../../lib/bootstrap/steps/leftovers";
import { aRunSpec } from "../../../fakes/run-spec";

describe("leftovers", () => {
  it.each([
    [true, "yes"],
    [false, "no"],
  ])("knows whether the machine was let go: %s", (wasLetGo, WAS_LET_GO) => {
    const run = aRunSpec({ wasLetGo });
    expect(leftovers(run)).toMatchObject({
      gate: "drain",
      parameters: { SERVER_UID: run.server.uid, WAS_LET_GO },
    });
  });
});
