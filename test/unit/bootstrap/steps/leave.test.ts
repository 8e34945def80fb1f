import { leave, release } from "../../../../lib/bootstrap/steps/leave";
import { aResetSpec } from "../../../fakes/run-spec";

describe("leaving", () => {
  it("tells the host who it must be, by name: a Server that was made again is the same server", () => {
    for (const { parameters } of [leave(aResetSpec()), release(aResetSpec())]) {
      expect(parameters).toEqual({ NODE_NAME: "w1", SERVER_NAMESPACE: "dc1" });
    }
  });
});
