import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../../../lib/api/provisioning-profile.generated";
import { judgeVersion } from "../../../../lib/domain/profile/version-available";
import { anOperation } from "../../../fakes/samples";

const PROFILE = { metadata: { uid: "p-1", generation: 3 } } as ProvisioningProfile;
const OF_IT = { provisioningProfileUID: "p-1", provisioningProfileGeneration: 3 };

function operation(name: string, status: object): Operation {
  const of = anOperation({ spec: { serverRef: { name } } });
  return { ...of, status: { ...OF_IT, ...status } as unknown as OperationStatus };
}

const OFFERED = { kubernetesVersion: "1.34.4" };
const LACKING = {
  conditions: [
    { type: "Failed", status: "True", reason: "VersionNotAvailable", message: "there is no 1.35" },
  ],
};

describe("judgeVersion", () => {
  it.each([
    ["nobody asked", [], "Unknown NotStarted"],
    ["one waits that nobody has looked at", [anOperation()], "Unknown NotStarted"],
    ["one that asked has not heard yet", [operation("a", {})], "Unknown NotStarted"],
    ["a server was offered it", [operation("a", OFFERED)], "True Usable"],
    ["no repository had it", [operation("a", LACKING)], "False VersionNotAvailable"],
    [
      "the last one says so",
      [
        operation("a", { ...LACKING, startTime: "2026-01-01T00:00:00Z" }),
        operation("b", { ...OFFERED, startTime: "2026-01-02T00:00:00Z" }),
        operation("c", { startTime: "2026-01-03T00:00:00Z" }),
      ],
      "True Usable",
    ],
    [
      "the last one says so, in whatever order they come",
      [
        operation("b", { ...OFFERED, startTime: "2026-01-02T00:00:00Z" }),
        operation("a", { ...LACKING, startTime: "2026-01-01T00:00:00Z" }),
        operation("c", LACKING),
      ],
      "True Usable",
    ],
    [
      "an earlier version of the profile was meant",
      [operation("a", { ...OFFERED, provisioningProfileGeneration: 2 })],
      "Unknown NotStarted",
    ],
    [
      "another profile of the name was meant",
      [operation("a", { ...OFFERED, provisioningProfileUID: "p-0" })],
      "Unknown NotStarted",
    ],
  ])("says what is known when %s", (_, operations, expected) => {
    const { type, status, reason } = judgeVersion(PROFILE, operations);
    expect([type, `${status} ${reason}`]).toEqual(["VersionAvailable", expected]);
  });

  it("names the server, and the version or what it lacks", () => {
    expect(judgeVersion(PROFILE, [operation("a", OFFERED)]).message).toBe(
      "Server a was offered 1.34.4",
    );
    expect(judgeVersion(PROFILE, [operation("a", LACKING)]).message).toBe(
      "Server a found: there is no 1.35",
    );
  });
});
