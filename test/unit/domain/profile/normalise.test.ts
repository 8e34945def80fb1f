import fc from "fast-check";
import { normalisedVersion, normaliseProfile } from "../../../../lib/domain/profile/normalise";

describe("normalisedVersion", () => {
  it.each([
    { version: "v1.34", want: "1.34" },
    { version: "v1.34.4", want: "1.34.4" },
    { version: "v1x", want: "1x" },
  ])("takes the v off $version", ({ version, want }) => {
    expect(normalisedVersion(version)).toBe(want);
  });

  it.each([
    undefined,
    null,
    "",
    "v",
    "vv1.34",
    "V1.34",
    " v1.34",
    "1.34",
    "latest",
    1.3,
    {},
    ["v1.34"],
  ])("leaves %j as it is", version => {
    expect(normalisedVersion(version)).toBeUndefined();
  });
});

describe("normaliseProfile", () => {
  const version = fc.oneof(
    fc
      .tuple(fc.constantFrom("", "v", "vv", "V"), fc.nat(9), fc.nat(99))
      .map(([v, major, minor]) => {
        return `${v}${major}.${minor}`;
      }),
    fc.string(),
    fc.anything(),
  );
  const spec = fc.oneof(
    fc.record({ kubernetesVersion: version, cni: fc.anything() }),
    fc.anything(),
  );

  it("has nothing left to do the second time, whatever it is given", () => {
    fc.assert(
      fc.property(spec, given => {
        const profile = structuredClone({ spec: given });
        normaliseProfile(profile);
        const once = structuredClone(profile);
        normaliseProfile(profile);
        expect(profile).toEqual(once);
      }),
    );
  });

  it("takes the v off and touches nothing else", () => {
    const profile = { spec: { kubernetesVersion: "v1.34", sshCredentialsSecretRef: "ssh" } };
    normaliseProfile(profile);
    expect(profile.spec).toEqual({ kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh" });
    expect(() => {
      normaliseProfile({});
    }).not.toThrow();
  });
});
