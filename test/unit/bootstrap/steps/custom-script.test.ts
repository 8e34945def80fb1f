import { customScript } from "../../../../lib/bootstrap/steps/custom-script";
import { aRunSpec } from "../../../fakes/run-spec";

describe("customScript", () => {
  it.each([undefined, "", " \r\n\t"])("is no step for the script %j", customBootstrapScript => {
    expect(customScript(aRunSpec({ customBootstrapScript }))).toEqual([]);
  });

  it("brings the script and what its variables are made of", () => {
    const run = aRunSpec({ customBootstrapScript: "echo hello\n" });
    expect(customScript(run)).toEqual([
      expect.objectContaining({
        name: "custom-script",
        parameters: {
          NODE_NAME: "w1",
          NODE_IP: "10.50.1.5",
          SERVER_NAMESPACE: "dc1",
          OPERATION_UID: run.operationUid,
        },
        files: { "custom-script": "echo hello\n" },
      }),
    ]);
  });

  it("ends lines as shells expect it", () => {
    const [step] = customScript(aRunSpec({ customBootstrapScript: "date\r\necho 'a\rb'\r\n" }));
    expect(step?.files["custom-script"]).toBe("date\necho 'a\rb'\n");
  });
});
