import { operationViolations } from "../../../../lib/domain/operation/admission";
import { anOperation } from "../../../fakes/samples";

describe("operationViolations", () => {
  it("has nothing to say of an operation with or without a profile", () => {
    expect(operationViolations(anOperation())).toEqual([]);
    const spec = { provisioningProfileRef: { name: "k8s-1-34" } };
    expect(operationViolations(anOperation({ spec }))).toEqual([]);
  });

  it.each(["", "W1", "dc1/w1", "w1\n", "$(id)", "-w1"])("refuses the server name %j", name => {
    expect(operationViolations(anOperation({ spec: { serverRef: { name } } }))).toEqual([
      {
        field: "spec.serverRef.name",
        message: expect.stringContaining("is not the name of a") as string,
      },
    ]);
  });

  it.each(["", "K8S", "dc1/k8s", "../x"])("refuses the profile name %j", name => {
    expect(
      operationViolations(anOperation({ spec: { provisioningProfileRef: { name } } })),
    ).toEqual([
      {
        field: "spec.provisioningProfileRef.name",
        message: expect.stringContaining("is not the name of a") as string,
      },
    ]);
  });

  it("shows the value and lists everything that is wrong", () => {
    const spec = { serverRef: { name: "W1" }, provisioningProfileRef: { name: "P\u0007" } };
    expect(operationViolations(anOperation({ spec })).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^"W1" is not/),
      expect.stringMatching(/^"P\\u0007" is not/),
    ]);
  });

  it("lets no wish change, and everything else", () => {
    const before = anOperation({ spec: { provisioningProfileRef: { name: "p" } } });
    expect(operationViolations({ ...before, spec: { ...before.spec } }, before)).toEqual([]);
    for (const spec of [{}, { provisioningProfileRef: { name: "q" } }, { renewHostKey: true }]) {
      expect(operationViolations(anOperation({ spec }), before)).toEqual([
        {
          field: "spec",
          message: "cannot be changed; delete this Operation and create another",
        },
      ]);
    }
  });
});
