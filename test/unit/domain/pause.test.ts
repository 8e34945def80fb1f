import { getEventListeners } from "node:events";
import { pause } from "../../../lib/domain/pause";
import { FakeClock } from "../../fakes/clock";

describe("pause", () => {
  const clock = new FakeClock();

  it("lasts as long as it is told, and leaves nothing behind", async () => {
    const { signal } = new AbortController();
    let isOver = false;
    void pause(clock, 1000, signal).then(() => (isOver = true));
    await clock.advance(999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
    expect([clock.pending, getEventListeners(signal, "abort")]).toEqual([0, []]);
  });

  it("ends with the signal, which may have aborted before", async () => {
    const controller = new AbortController();
    const ends = pause(clock, 1000, controller.signal);
    controller.abort();
    await ends;
    await pause(clock, 1000, controller.signal);
    expect([clock.pending, getEventListeners(controller.signal, "abort")]).toEqual([0, []]);
  });
});
