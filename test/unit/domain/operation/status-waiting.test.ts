import { obstructed, waiting } from "../../../../lib/domain/operation/status";
import { anObject, anOperation, laterBy, NOW } from "../../../fakes/samples";

const WAIT = { message: "no Secret ssh", object: anObject("Secret dc1/ssh"), started: false };

describe("waiting for what is no host's fault", () => {
  const BEGAN = { startTime: laterBy(-60) };

  it.each([
    "Paused",
    "SecretNotFound",
    "SecretForbidden",
    "DuplicateMac",
    "SubnetOverlap",
  ] as const)("takes the time to reach the host back: %s", reason => {
    const held = { ...WAIT, reason };
    const after = waiting(anOperation({ status: BEGAN }), held, NOW);
    expect(after).not.toHaveProperty("startTime");
    expect(after.phase).toBe("Pending");
  });

  it("takes back the time of a run that is gone, and is not to be started again yet", () => {
    const operation = anOperation({ status: { ...BEGAN, dcJobID: "u" } });
    const after = waiting(operation, { ...WAIT, reason: "Paused" }, NOW);
    expect(after).not.toHaveProperty("startTime");
    expect(after.dcJobID).toBe("u");
  });

  it("never takes back the time of a run that goes on", () => {
    const held = { ...WAIT, reason: "SecretNotFound" } as const;
    const operation = anOperation({ status: { ...BEGAN, dcJobID: "u" } });
    expect(waiting(operation, held, NOW)).toMatchObject(BEGAN);
  });
});

describe("obstructed", () => {
  it("says why on its conditions, also where nobody waits for that", () => {
    const why = { reason: "JoinFailed", message: "oh", object: undefined } as const;
    const after = obstructed(anOperation(), why, NOW);
    for (const type of ["Complete", "Ready"]) {
      expect(after.conditions).toContainEqual(
        expect.objectContaining({ type, status: "False", reason: "JoinFailed" }),
      );
    }
    expect(after.waitingFor).toMatchObject({ reason: "InternalError", message: "oh" });
  });
});
