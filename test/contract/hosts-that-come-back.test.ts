import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { dial } from "../../lib/adapters/ssh/first-word";
import { TCP_CONNECT_MS } from "../../lib/defaults";
import { Secret } from "../../lib/domain/secret";
import type { Hop } from "../../lib/ports/remote-host";

/** Just after the kernel has sent a SYN for the fourth time; it sends the fifth one 15 s after the first. */
const AWAY_MS = 7_500;

function hopTo(port: number): Hop {
  return {
    role: "router",
    address: "127.0.0.1",
    port,
    username: "root",
    privateKey: new Secret(""),
    pinnedKeys: [],
    pinSource: "record",
    unknownKey: "accept",
  };
}

describe("a host that does not answer, and comes back", () => {
  let host: ChildProcess;
  let queued: readonly Socket[];

  afterEach(() => {
    host.kill();
    queued.forEach(socket => socket.destroy());
  });

  it("is met within moments, whatever the pauses of TCP", async () => {
    const beganMs = performance.now();
    host = spawn(process.execPath, [join(__dirname, "accepts-late.mjs"), String(AWAY_MS)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(host.stdout!, "data")) as [Buffer];
    const port = Number(said.toString());
    queued = Array.from({ length: 4 }, () => {
      const socket = connect({ host: "127.0.0.1", port });
      return socket.on("error", () => undefined);
    });
    await once(queued[0]!, "connect");
    const stream = await dial(hopTo(port), new AbortController().signal);
    const tookMs = performance.now() - beganMs;
    stream.destroy();
    expect(tookMs).toBeGreaterThan(AWAY_MS);
    expect(tookMs).toBeLessThan(AWAY_MS + 4_000);
  }, 40_000);
});

describe("a host that answers at once", () => {
  it("is not knocked at again when we were too busy to notice", async () => {
    let met = 0;
    const host = createServer(socket => {
      met++;
      socket.on("error", () => undefined).write("SSH-2.0-here\r\n");
    });
    await once(host.listen(0, "127.0.0.1"), "listening");
    const { port } = host.address() as AddressInfo;
    const dialled = dial(hopTo(port), new AbortController().signal);
    // The loop stands still for longer than our patience: the timer is due, and so is the connection.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TCP_CONNECT_MS + 200);
    const stream = await dialled;
    stream.destroy();
    host.close();
    expect(met).toBe(1);
  }, 20_000);
});
