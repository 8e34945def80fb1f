import * as status from "../../../../lib/domain/operation/status";
import { NO_PROGRESS } from "../../../../lib/domain/run/progress";
import { anObject, anOperation, NOW } from "../../../fakes/samples";

describe("the output of a run", () => {
  const seen = (tail: string, end: number) => ({
    unit: "u",
    progress: NO_PROGRESS,
    output: { tail, end },
  });

  it("is shown as it grows, and never goes back while it is read again", () => {
    const first = status.running(anOperation(), seen("hello\n", 6), NOW);
    expect([first.logTail, first.logEnd]).toEqual(["hello\n", 6]);
    const again = status.running(anOperation({ status: first }), seen("he", 2), NOW);
    expect([again.logTail, again.logEnd]).toEqual(["hello\n", 6]);
    const more = status.running(anOperation({ status: first }), seen("hello\nyou\n", 10), NOW);
    expect([more.logTail, more.logEnd]).toEqual(["hello\nyou\n", 10]);
  });

  it("is absent while there is none", () => {
    expect(status.running(anOperation(), seen("", 0), NOW)).not.toHaveProperty("logTail");
  });
});

describe("a pause", () => {
  it("stops the time: whoever is held does not run out of it", () => {
    const why = { message: "held", object: anObject("Server dc1/w1"), started: false };
    const held = { ...why, reason: "Paused" } as const;
    const before = anOperation({ status: { startTime: NOW, message: "connecting" } });
    expect(status.waiting(before, held, NOW)).not.toHaveProperty("startTime");
    expect(status.waiting(anOperation(), held, NOW).phase).toBe("Pending");
    expect(status.waiting(before, { ...why, reason: "ServerNotFound" }, NOW).startTime).toBe(NOW);
  });
});
