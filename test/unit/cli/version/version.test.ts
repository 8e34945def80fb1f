import { version } from "../../../../package.json";
import { versionText } from "../../../../lib/cli/version/version";

describe("versionText", () => {
  it("is for people, or for programs", () => {
    expect(versionText(undefined)).toBe(`stargate ${version}, for stargate.io/v1alpha1\n`);
    expect(JSON.parse(versionText("json"))).toEqual({
      version,
      apiVersion: "stargate.io/v1alpha1",
    });
  });
});
