import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { HostKeyMismatch } from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { Hop } from "../../lib/ports/remote-host";
import { FakeMetrics } from "../fakes/cluster";
import { rejectionOf } from "./remote-hosts";
import { Sshd } from "./sshd";

const PORT = 22_211;
const NOBODY = `SHA256:${"A".repeat(43)}`;
/** sshd's words for a login that was tried, whatever became of it. */
const AUTHENTICATION = /Accepted|Failed|Postponed|Invalid user|authenticating user/;

describe("a host with several keys", () => {
  const { signal } = new AbortController();
  let router: Sshd;
  let server: Sshd;
  let hosts: SshRemoteHosts;

  beforeAll(async () => {
    router = await Sshd.start(PORT);
    server = await Sshd.start(PORT + 1);
  });

  beforeEach(() => {
    hosts = new SshRemoteHosts({
      rootShell: scripts["root-shell"],
      clock: systemClock,
      metrics: new FakeMetrics(),
    });
  });

  afterEach(async () => {
    await hosts.close();
  });

  afterAll(() => {
    router.stop();
    server.stop();
  });

  function hopTo(sshd: Sshd, role: Hop["role"], pinnedKeys: readonly string[]): Hop {
    return {
      role,
      address: "127.0.0.1",
      port: sshd.port,
      username: "root",
      privateKey: new Secret(sshd.key("client")),
      pinnedKeys,
      pinSource: "record",
      unknownKey: "refuse",
    };
  }

  it("is known by the fingerprint of a key that it does not show first", async () => {
    const host = await hosts.connect(
      [hopTo(server, "server", [NOBODY, server.secondFingerprint])],
      signal,
    );
    expect(host.hostKey.fingerprint).toBe(server.secondFingerprint);
    expect(host.hostKey.publicKey).toMatch(/^ecdsa-sha2-/);
    expect(server.log).toMatch(AUTHENTICATION);
    host.close();
  });

  it("is known by it as a router, and behind one", async () => {
    const host = await hosts.connect(
      [
        hopTo(router, "router", [router.secondFingerprint]),
        hopTo(server, "server", [server.secondFingerprint]),
      ],
      signal,
    );
    expect(host.hostKey.fingerprint).toBe(server.secondFingerprint);
    expect((await host.run({ text: "main() { echo in; }\nmain\n" }, signal)).stdout).toBe("in\n");
    host.close();
  });

  it("is refused for the key that it showed first when none is pinned, before any login", async () => {
    const stranger = await Sshd.start(PORT + 2);
    const error = await rejectionOf(hosts.connect([hopTo(stranger, "server", [NOBODY])], signal));
    expect(error).toBeInstanceOf(HostKeyMismatch);
    expect(error.reason).toBe("HostKeyMismatch");
    expect(error.message).toContain(stranger.fingerprint);
    expect(stranger.log).toContain("Connection from");
    expect(stranger.log).not.toMatch(AUTHENTICATION);
    stranger.stop();
  });

  it("is not asked for other keys when the pins are whole keys", async () => {
    const pinned = server.hostKey.replace(/.{8}$/, "AAAAAAAA");
    const pins = [pinned, `ecdsa-sha2-nistp256 ${"A".repeat(80)}`];
    const before = server.log.match(/Connection from/g)?.length ?? 0;
    const error = await rejectionOf(hosts.connect([hopTo(server, "server", pins)], signal));
    expect(error).toBeInstanceOf(HostKeyMismatch);
    expect(server.log.match(/Connection from/g)).toHaveLength(before + 1);
  });
});
