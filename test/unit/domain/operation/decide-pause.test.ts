import { decide } from "../../../../lib/domain/operation/decide";
import { anObject, anOperation, aServer, NOW, NOW_MS } from "../../../fakes/samples";
import { snapshot } from "./snapshots";

describe("a pause", () => {
  it.each([
    {
      what: "its Server",
      held: { server: aServer({ spec: { paused: true } }) },
      object: anObject("Server dc1/w1"),
    },
    {
      what: "everything",
      held: { pauseAll: true },
      object: anObject("ConfigMap pepr-system/stargate-config"),
    },
  ])("starts nothing while $what is paused, however late it is", ({ held, object }) => {
    const paused = { kind: "Wait", reason: "Paused", object };
    expect(decide(snapshot(held))).toMatchObject(paused);
    expect(
      decide(
        snapshot({
          operation: anOperation({ status: { startTime: NOW } }),
          nowMs: NOW_MS + 1e9,
          ...held,
        }),
      ),
    ).toMatchObject(paused);
  });

  it("of its Server lets a look pass, which starts nothing there, and of everything does not", () => {
    const operation = anOperation({ spec: { dryRun: true } });
    const server = aServer({ spec: { paused: true } });
    expect(decide(snapshot({ operation, server })).kind).toBe("Run");
    expect(decide(snapshot({ operation, server, pauseAll: true }))).toMatchObject({
      reason: "Paused",
      object: anObject("ConfigMap pepr-system/stargate-config"),
    });
  });

  it("follows a run that is at work already through a pause", () => {
    const operation = anOperation({ status: { startTime: NOW, dcJobID: "j" } });
    const hold = {
      reason: "Paused",
      message: `everything is paused; set pause-all to "false" to go on`,
    };
    expect(decide(snapshot({ operation, pauseAll: true }))).toMatchObject({ kind: "Run", hold });
  });

  it("contacts nobody once the run was found to be gone", () => {
    const operation = anOperation({ status: { dcJobID: "j" } });
    expect(decide(snapshot({ operation, pauseAll: true }))).toMatchObject({ reason: "Paused" });
    expect(decide(snapshot({ operation })).kind).toBe("Run");
  });
});
