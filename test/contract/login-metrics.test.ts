import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { Secret } from "../../lib/domain/secret";
import type { Hop } from "../../lib/ports/remote-host";
import { FakeMetrics } from "../fakes/cluster";
import { rejectionOf } from "./remote-hosts";
import { Sshd } from "./sshd";

const ROUTER_PORT = 22_213;
const SERVER_PORT = 22_214;

describe("what SshRemoteHosts tells LoginMetrics", () => {
  const { signal } = new AbortController();
  let router: Sshd;
  let server: Sshd;
  let metrics: FakeMetrics;
  let hosts: SshRemoteHosts;

  beforeAll(async () => {
    router = await Sshd.start(ROUTER_PORT);
    server = await Sshd.start(SERVER_PORT);
  });

  beforeEach(() => {
    metrics = new FakeMetrics();
    hosts = new SshRemoteHosts({ rootShell: scripts["root-shell"], clock: systemClock, metrics });
  });

  afterEach(async () => {
    await hosts.close();
  });

  afterAll(() => {
    router.stop();
    server.stop();
  });

  function hopTo(role: Hop["role"], sshd: Sshd, whose: "client" | "stranger" = "client"): Hop {
    return {
      role,
      address: "127.0.0.1",
      port: sshd.port,
      username: "root",
      privateKey: new Secret(sshd.key(whose)),
      pinnedKeys: [],
      pinSource: "record",
      unknownKey: "accept",
    };
  }

  it("is each login while it is open, by the router on the way", async () => {
    const host = await hosts.connect([hopTo("router", router), hopTo("server", server)], signal);
    expect(metrics.measured).toEqual([
      "router login by 127.0.0.1 opened",
      "server login by 127.0.0.1 opened",
    ]);
    host.close();
    await metrics.until("server login by 127.0.0.1 closed");
    // The next one who goes through the router finds it open.
    expect(metrics.measured).toHaveLength(3);
    await hosts.close();
    await metrics.until("router login by 127.0.0.1 closed");
    expect(metrics.measured).toHaveLength(4);
  });

  it("names no router where none is on the way", async () => {
    const host = await hosts.connect([hopTo("server", server)], signal);
    host.close();
    await metrics.until("server login by nobody closed");
    expect(metrics.measured).toEqual([
      "server login by nobody opened",
      "server login by nobody closed",
    ]);
  });

  it("is why a login failed, at the router and behind it", async () => {
    const stranger = hopTo("router", router, "stranger");
    await rejectionOf(hosts.connect([stranger, hopTo("server", server)], signal));
    expect(metrics.measured).toEqual(["login by 127.0.0.1 failed: AuthFailed"]);
    await rejectionOf(hosts.connect([hopTo("server", server, "stranger")], signal));
    expect(metrics.measured.at(-1)).toBe("login by nobody failed: AuthFailed");
  });

  it("is nothing where somebody only stops waiting", async () => {
    const enough = new Error("enough");
    const connecting = hosts.connect([hopTo("server", server)], AbortSignal.abort(enough));
    await expect(connecting).rejects.toBe(enough);
    expect(metrics.measured).toEqual([]);
  });
});
