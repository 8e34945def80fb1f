import { host } from "../../../../lib/bootstrap/steps/host";
import { aRunSpec, CA_BUNDLE } from "../../../fakes/run-spec";

describe("host", () => {
  it("knows which node of which cluster the host is to become", () => {
    expect(host(aRunSpec({ nowSeconds: 1234 }))).toMatchObject({
      name: "host",
      parameters: {
        NODE_NAME: "w1",
        API_SERVER: "https://100.64.0.1:6443",
        NOW_SECONDS: "1234",
        CLOCK_TOLERANCE_SECONDS: "300",
      },
      files: { "ca.crt": CA_BUNDLE },
    });
  });
});
