import { SETTINGS_REFRESH_MS } from "../../../lib/defaults";
import { ApiUnavailable } from "../../../lib/domain/errors";
import { ConfigMapSettings } from "../../../lib/runtime/settings-source";
import { FakeClock } from "../../fakes/clock";
import { FakeEvents, silentLog } from "../../fakes/cluster";

/** An API server that has one ConfigMap, or not. */
class Desk {
  readonly clock = new FakeClock();
  readonly events = new FakeEvents();
  readonly warnings: string[] = [];
  data: Record<string, string> | undefined;
  failure: Error | undefined;
  requests = 0;
  readonly settings = new ConfigMapSettings(
    { namespace: "pepr-system", name: "stargate-config" },
    {
      clock: this.clock,
      events: this.events,
      log: { ...silentLog, warn: (_, message) => this.warnings.push(message) },
      client: { request: () => this.#answer() },
    },
  );

  #answer(): Promise<unknown> {
    this.requests++;
    if (this.failure !== undefined) {
      return Promise.reject(this.failure);
    }
    const { data } = this;
    return Promise.resolve(data === undefined ? undefined : { metadata: { uid: "u" }, data });
  }
}

describe("ConfigMapSettings", () => {
  let desk: Desk;

  beforeEach(() => {
    desk = new Desk();
  });

  it("is the defaults without a ConfigMap", async () => {
    expect(await desk.settings.current()).toMatchObject({ sshPort: 22, adminUsername: "ubuntu" });
  });

  it("asks once for many who ask at once, and again only after a while", async () => {
    await Promise.all([desk.settings.current(), desk.settings.current()]);
    await desk.settings.current();
    expect(desk.requests).toBe(1);
    await desk.clock.advance(SETTINGS_REFRESH_MS);
    desk.data = { "ssh-port": "2222" };
    expect(await desk.settings.current()).toMatchObject({ sshPort: 2222 });
  });

  it("keeps the last good settings when a value is bad, and says so once", async () => {
    desk.data = { "ssh-port": "2222" };
    await desk.settings.current();
    desk.data = { "ssh-port": "many" };
    for (let round = 0; round < 3; round++) {
      await desk.clock.advance(SETTINGS_REFRESH_MS);
      expect(await desk.settings.current()).toMatchObject({ sshPort: 2222 });
    }
    expect(desk.events.recorded).toEqual([
      'ConfigMap/stargate-config InvalidSettings: ssh-port: "many": write a port from 1 to 65535',
    ]);
    expect(desk.warnings).toHaveLength(1);
  });

  it("rejects when there never were good ones", async () => {
    desk.data = { "no-such-key": "x" };
    await expect(desk.settings.current()).rejects.toThrow("no-such-key: is not a setting");
  });

  it("warns of keys that have no effect any more", async () => {
    desk.data = { "kind-container": "demo" };
    await desk.settings.current();
    expect(desk.warnings[0]).toContain("kind-container has no effect");
  });

  it("says when the API server is away, and recovers", async () => {
    desk.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    await expect(desk.settings.current()).rejects.toThrow("away");
    desk.failure = undefined;
    await expect(desk.settings.current()).resolves.toBeDefined();
  });
});
