import { drainPolicyOf } from "../../../../lib/domain/drain/policy";
import { aProfile } from "../../../fakes/samples";

describe("drainPolicyOf", () => {
  it("is as careful as kubectl drain, and waits", () => {
    expect(drainPolicyOf(aProfile())).toEqual({
      policy: "Wait",
      timeoutSeconds: 900,
      deleteEmptyDirData: false,
      deleteUnmanagedPods: false,
    });
  });

  it("is what the profile says of it", () => {
    const drain = { policy: "Abort", deleteEmptyDirData: true } as const;
    expect(drainPolicyOf(aProfile({ spec: { drain } }))).toMatchObject({
      ...drain,
      timeoutSeconds: 900,
    });
  });
});
