import { PAUSE_POLL_MS } from "../../../lib/defaults";
import { ApiUnavailable, InvalidSpec } from "../../../lib/domain/errors";
import { followPause } from "../../../lib/runtime/pause-watch";
import { ConfigMapSettings } from "../../../lib/runtime/settings-source";
import { FakeClock } from "../../fakes/clock";
import { FakeEvents, FakeSettings, silentLog } from "../../fakes/cluster";

describe("followPause", () => {
  const settings = new FakeSettings();
  const clock = new FakeClock();
  const stop = new AbortController();
  let changes = 0;
  let following: Promise<void>;

  async function look(change: Partial<FakeSettings["settings"]> = {}): Promise<number> {
    settings.settings = { ...settings.settings, ...change };
    await clock.advance(PAUSE_POLL_MS);
    return changes;
  }

  beforeAll(() => {
    following = followPause({ settings, clock, log: silentLog }, () => changes++, stop.signal);
  });

  it("tells of a pause, and of its end, once each", async () => {
    expect(await look()).toBe(0);
    expect(await look({ pauseAll: true })).toBe(1);
    expect(await look({ sshPort: 2222 })).toBe(1);
    expect(await look({ pauseAll: false })).toBe(2);
    expect(await look()).toBe(2);
  });

  it("goes by what it knew while the settings cannot be read", async () => {
    settings.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    expect(await look({ pauseAll: true })).toBe(2);
    settings.failure = undefined;
    expect(await look()).toBe(3);
  });

  it("tells when nobody knows it, and when somebody does again", async () => {
    settings.failure = new InvalidSpec("many", { reason: "InvalidSettings" });
    expect(await look()).toBe(4);
    expect(await look()).toBe(4);
    settings.failure = undefined;
    expect(await look()).toBe(5);
  });

  it("ends with its signal", async () => {
    stop.abort();
    await following;
    expect(await look({ pauseAll: false })).toBe(5);
  });
});

/** How long it takes until a pause is seen that is set so long after the watch began. Passes look at the settings all the time. */
async function timeToSee(times: { readonly beginMs: number; readonly setMs: number }) {
  const clock = new FakeClock();
  const stop = new AbortController();
  let data: Record<string, string> = {};
  const client = { request: () => Promise.resolve({ data }) };
  const tools = { client, clock, events: new FakeEvents(), log: silentLog };
  const settings = new ConfigMapSettings({ namespace: "pepr-system", name: "c" }, tools);
  const work = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      await settings.current();
      await clock.advance(100);
    }
  };
  await work(times.beginMs);
  const seen: number[] = [];
  void followPause({ settings, clock, log: silentLog }, () => seen.push(clock.now()), stop.signal);
  await work(times.setMs);
  data = { "pause-all": "true" };
  let tookMs = 0;
  for (; seen.length === 0 && tookMs < 60_000; tookMs += 100) {
    await work(100);
  }
  stop.abort();
  return tookMs;
}

describe("a pause of everything", () => {
  it.each([100, 2_500, 5_000, 9_900])(
    "is seen within ten seconds, whoever else looks at the settings and when: %d ms before",
    async beginMs => {
      for (let setMs = 500; setMs <= 20_000; setMs += 500) {
        expect(await timeToSee({ beginMs, setMs })).toBeLessThanOrEqual(10_000);
      }
    },
  );
});
