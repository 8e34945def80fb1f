import { preflight } from "../../../../lib/bootstrap/steps/preflight";
import { aRunSpec, CA_BUNDLE } from "../../../fakes/run-spec";

describe("preflight", () => {
  it("knows which node of which cluster the host is to become, and what it has to reach", () => {
    expect(preflight(aRunSpec({ nowSeconds: 1234 }))).toMatchObject({
      name: "preflight",
      parameters: {
        NODE_NAME: "w1",
        API_SERVER: "https://100.64.0.1:6443",
        KUBERNETES_VERSION: "1.34",
        NOW_SECONDS: "1234",
        CLOCK_TOLERANCE_SECONDS: "300",
        IGNORED_CHECKS: "",
      },
      files: { "ca.crt": CA_BUNDLE },
    });
  });

  it("ignores checks by name, whatever its case", () => {
    const { parameters } = preflight(aRunSpec({ ignorePreflightErrors: ["Swap", "DISKSPACE"] }));
    expect(parameters["IGNORED_CHECKS"]).toBe("swap diskspace");
  });
});
