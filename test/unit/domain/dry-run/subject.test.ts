import { subjectOf } from "../../../../lib/domain/dry-run/subject";
import { anOperation, aProfile, aServer } from "../../../fakes/samples";

describe("subjectOf", () => {
  const same = {
    operation: anOperation({ spec: { operation: "reboot" } }),
    server: aServer({ metadata: { uid: "s1" } }),
    profile: aProfile({ metadata: { uid: "p1" } }),
  };

  it("is the same whatever operation it is, and however the defaults are written", () => {
    const operation = anOperation({ metadata: { name: "op2" }, spec: { operation: "reboot" } });
    const spec = { drain: { policy: "Wait" as const } };
    const profile = aProfile({ metadata: { uid: "p1" }, spec });
    expect(subjectOf({ ...same, operation, profile })).toEqual(subjectOf(same));
  });

  it.each([
    ["operation", { operation: anOperation({ spec: { operation: "reset" } }) }],
    ["server", { server: aServer({ metadata: { name: "w2", uid: "s1" } }) }],
    ["server of the same name", { server: aServer({ metadata: { uid: "s2" } }) }],
    ["profile", { profile: aProfile({ metadata: { name: "p2", uid: "p1" } }) }],
    ["profile of the same name", { profile: aProfile({ metadata: { uid: "p2" } }) }],
    [
      "way to drain",
      { profile: aProfile({ metadata: { uid: "p1" }, spec: { drain: { policy: "Abort" } } }) },
    ],
  ])("is another one for another %s", (_, other) => {
    expect(subjectOf({ ...same, ...other })).not.toEqual(subjectOf(same));
  });

  it("can be told of what has no UID", () => {
    const profile = aProfile();
    delete profile.metadata?.uid;
    expect(subjectOf({ ...same, profile })[2]).toBe("profile dc1/k8s-1-34 ");
  });
});
