import { normalisedVersion } from "../../../../lib/domain/profile/normalise";

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
