import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { HANDSHAKE_PLACE_MS, MAX_CONCURRENT_HANDSHAKES } from "../../lib/defaults";
import { Secret } from "../../lib/domain/secret";
import type { Hop, Route } from "../../lib/ports/remote-host";
import { until } from "../e2e/world/until";
import { FakeMetrics } from "../fakes/cluster";
import { rejectionOf } from "./remote-hosts";
import { Sshd } from "./sshd";

const PORT = 22_204;

function createHosts(): SshRemoteHosts {
  return new SshRemoteHosts({
    rootShell: scripts["root-shell"],
    clock: systemClock,
    metrics: new FakeMetrics(),
  });
}

describe("F15: hosts that keep everybody waiting", () => {
  /** More than there are places. */
  const MANY = MAX_CONCURRENT_HANDSHAKES + 4;
  /** As long as one healthy login takes on a loaded machine. */
  const HEALTHY_MS = 3_000;
  const open: Socket[] = [];
  let enough: AbortController;
  let sshd: Sshd;

  beforeAll(async () => {
    sshd = await Sshd.start(PORT);
  });

  beforeEach(() => {
    enough = new AbortController();
  });

  afterEach(() => {
    enough.abort(new Error("enough"));
    open.splice(0).forEach(socket => socket.destroy());
  });

  afterAll(() => {
    sshd.stop();
  });

  /** Accepts and says that, and nothing more. */
  async function hostThatSays(words: string): Promise<{ server: Server; port: number }> {
    const server = createServer(socket => {
      open.push(socket);
      socket.on("error", () => undefined);
      socket.write(words);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { server, port: (server.address() as AddressInfo).port };
  }

  function hopTo(change: Partial<Hop> = {}): Hop {
    return {
      role: "server",
      address: "127.0.0.1",
      port: sshd.port,
      username: "root",
      privateKey: new Secret(sshd.key("client")),
      pinnedKeys: [],
      pinSource: "record",
      unknownKey: "accept",
      ...change,
    };
  }

  it.each([
    ["say nothing", "", 0],
    ["say who they are, and nothing more", "SSH-2.0-silent\r\n", HANDSHAKE_PLACE_MS],
  ])("do not hold up a healthy one when they %s", async (_, words, delayMs) => {
    const { server, port } = await hostThatSays(words);
    const hosts = createHosts();
    const route = [hopTo({ role: "router" })];
    const routes = Array.from({ length: MANY }, (_each, index) => [
      ...(index % 2 === 0 ? [] : route),
      hopTo({ port }),
    ]);
    const hanging = routes.map(each =>
      rejectionOf(hosts.connect(each as unknown as Route, enough.signal)),
    );
    // Each has its connection by now.
    await until("every host to be asked", 5_000, () =>
      Promise.resolve(open.filter(({ destroyed }) => !destroyed).length >= MANY || undefined),
    );
    const startMs = performance.now();
    const healthy = await hosts.connect([hopTo()], AbortSignal.timeout(15_000));
    expect(performance.now() - startMs).toBeLessThan(delayMs + HEALTHY_MS);
    healthy.close();
    server.close();
    open.splice(0).forEach(socket => socket.destroy());
    const errors = await Promise.all(hanging);
    expect(errors.map(({ reason }) => reason)).toEqual(routes.map(() => "HostUnreachable"));
    await hosts.close();
  });

  it("take a place for their handshake when they are routers, too", async () => {
    const spokenMs: number[] = [];
    const silent = await Promise.all(
      Array.from({ length: MANY }, () => hostThatSays("SSH-2.0-silent\r\n")),
    );
    const hosts = createHosts();
    const hanging = silent.map(({ server, port }) => {
      server.on("connection", socket => {
        socket.once("data", () => spokenMs.push(performance.now()));
      });
      return rejectionOf(hosts.connect([hopTo({ role: "router", port }), hopTo()], enough.signal));
    });
    await until("every router to be spoken to", HANDSHAKE_PLACE_MS + HEALTHY_MS, () =>
      Promise.resolve(spokenMs.length >= MANY || undefined),
    );
    const [first = 0, next = 0] = [spokenMs[0], spokenMs[MAX_CONCURRENT_HANDSHAKES]];
    expect(next - first).toBeGreaterThan(HANDSHAKE_PLACE_MS / 2);
    silent.forEach(({ server }) => server.close());
    open.splice(0).forEach(socket => socket.destroy());
    const errors = await Promise.all(hanging);
    expect(new Set(errors.map(({ reason }) => reason))).toEqual(new Set(["JumpUnreachable"]));
    await hosts.close();
  });

  it("are given up when the caller is told to stop", async () => {
    const { server, port } = await hostThatSays("");
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort(new Error("enough"));
    }, 200);
    await expect(createHosts().connect([hopTo({ port })], abort.signal)).rejects.toThrow("enough");
    server.close();
  });
});
