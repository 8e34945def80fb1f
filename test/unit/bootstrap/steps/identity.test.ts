import { identity } from "../../../../lib/bootstrap/steps/identity";
import { aRunSpec } from "../../../fakes/run-spec";

describe("identity", () => {
  it("tells the host which Server it is", () => {
    const { name, files } = identity(aRunSpec());
    expect(name).toBe("identity");
    expect(JSON.parse(files["identity.json"] ?? "")).toEqual({
      serverUID: "server-uid",
      serverNamespace: "dc1",
      nodeName: "w1",
    });
  });

  it("spells the node's name as preflight/check.sh looks for it", () => {
    expect(identity(aRunSpec()).files["identity.json"]).toContain('"nodeName":"w1"');
  });
});
