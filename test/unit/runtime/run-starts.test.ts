import { START_PRECEDENCE_MS } from "../../../lib/defaults";
import { LiveRunStarts } from "../../../lib/runtime/run-starts";
import { FakeClock, settle } from "../../fakes/clock";

describe("LiveRunStarts", () => {
  let clock: FakeClock;
  let starts: LiveRunStarts;

  beforeEach(() => {
    clock = new FakeClock();
    starts = new LiveRunStarts(clock);
  });

  async function isCalm(signal?: AbortSignal): Promise<() => boolean> {
    let calm = false;
    void starts.calm(signal).then(() => (calm = true));
    await settle();
    return () => calm;
  }

  it("is calm while nothing is being started", async () => {
    expect((await isCalm())()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("waits for the last of several starts", async () => {
    const [first, second] = [starts.begin(), starts.begin()];
    const calm = await isCalm();
    first();
    await settle();
    expect(calm()).toBe(false);
    second();
    await settle();
    expect(calm()).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("counts a start once, however often it ends", async () => {
    const [first, second] = [starts.begin(), starts.begin()];
    first();
    first();
    const calm = await isCalm();
    expect(calm()).toBe(false);
    second();
    await settle();
    expect(calm()).toBe(true);
  });

  it("waits no longer for a start that takes too long", async () => {
    const end = starts.begin();
    await clock.advance(START_PRECEDENCE_MS - 1);
    const calm = await isCalm();
    expect(calm()).toBe(false);
    await clock.advance(1);
    expect(calm()).toBe(true);
    end();
    expect((await isCalm())()).toBe(true);
  });

  it("makes nobody wait too long, however many starts follow one another", async () => {
    starts.begin();
    const calm = await isCalm();
    for (let second = 0; second < START_PRECEDENCE_MS / 1000; second++) {
      expect(calm()).toBe(false);
      starts.begin();
      await clock.advance(1000);
    }
    expect(calm()).toBe(true);
  });

  it("lets go of who is told to stop", async () => {
    const end = starts.begin();
    const controller = new AbortController();
    const calm = await isCalm(controller.signal);
    expect(calm()).toBe(false);
    controller.abort();
    await settle();
    expect(calm()).toBe(true);
    expect((await isCalm(controller.signal))()).toBe(true);
    end();
    expect(clock.pending).toBe(0);
  });
});
