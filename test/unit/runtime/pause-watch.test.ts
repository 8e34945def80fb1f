import { SETTINGS_REFRESH_MS } from "../../../lib/defaults";
import { ApiUnavailable } from "../../../lib/domain/errors";
import { followPause } from "../../../lib/runtime/pause-watch";
import { FakeClock } from "../../fakes/clock";
import { FakeSettings, silentLog } from "../../fakes/cluster";

describe("followPause", () => {
  const settings = new FakeSettings();
  const clock = new FakeClock();
  const stop = new AbortController();
  let changes = 0;
  let following: Promise<void>;

  async function look(change: Partial<FakeSettings["settings"]> = {}): Promise<number> {
    settings.settings = { ...settings.settings, ...change };
    await clock.advance(SETTINGS_REFRESH_MS);
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

  it("ends with its signal", async () => {
    stop.abort();
    await following;
    expect(await look({ pauseAll: false })).toBe(3);
  });
});
