import { isProfileChanged, profileVersion } from "../../../../lib/domain/operation/profile-version";
import { anOperation, aProfile } from "../../../fakes/samples";

describe("the version of a profile that a run was made of", () => {
  const profile = aProfile({ metadata: { uid: "p1", generation: 3 } });
  const begun = anOperation({ status: profileVersion(profile) });

  it("is its UID and generation", () => {
    const version = { provisioningProfileUID: "p1", provisioningProfileGeneration: 3 };
    expect(profileVersion(profile)).toEqual(version);
    expect(profileVersion({ spec: profile.spec } as typeof profile)).toEqual({
      provisioningProfileUID: "",
      provisioningProfileGeneration: 0,
    });
  });

  it.each([
    { what: "the same", metadata: { uid: "p1", generation: 3 }, changed: false },
    { what: "another version", metadata: { uid: "p1", generation: 4 }, changed: true },
    { what: "made anew", metadata: { uid: "p2", generation: 3 }, changed: true },
  ])("is compared: $what", ({ metadata, changed }) => {
    expect(isProfileChanged(begun, aProfile({ metadata }))).toBe(changed);
  });

  it("does not matter before a run was handed over", () => {
    expect(isProfileChanged(anOperation(), profile)).toBe(false);
    expect(isProfileChanged({ spec: begun.spec } as typeof begun, profile)).toBe(false);
  });
});
