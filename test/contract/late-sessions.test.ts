import { buffer } from "node:stream/consumers";
import { Server, type ServerChannel, utils } from "ssh2";
import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { SSH_READY_TIMEOUT_MS } from "../../lib/defaults";
import { HostUnreachable } from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { RemoteHost } from "../../lib/ports/remote-host";
import { FakeMetrics } from "../fakes/cluster";
import { rejectionOf } from "./remote-hosts";

const { private: KEY } = utils.generateKeyPairSync("ed25519");

/** A host that lets everybody in, and starts what it is asked for only when the test says so. */
class FrozenHost {
  readonly #ssh: Server;
  /** What starts the first command, once there is one; then what came on its standard input. */
  readonly asked: Promise<() => Promise<string>>;

  constructor() {
    let resolve: (start: () => Promise<string>) => void;
    this.asked = new Promise(resolveAsked => {
      resolve = resolveAsked;
    });
    this.#ssh = new Server({ hostKeys: [KEY] }, client => {
      client.on("error", () => undefined);
      client.on("authentication", context => {
        context.accept();
      });
      client.on("session", open => {
        open().on("exec", accept => {
          resolve(() => everythingOf(accept()));
        });
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.#ssh.listen(0, "127.0.0.1", resolve));
    return (this.#ssh.address() as { port: number }).port;
  }

  close(): void {
    this.#ssh.close();
  }
}

/** What comes on a command's standard input until it ends, or until the client lets go of it. */
async function everythingOf(channel: ServerChannel): Promise<string> {
  const closed = new Promise<void>(resolve => channel.once("close", resolve));
  const text = (await buffer(channel)).toString();
  channel.exit(0);
  channel.end();
  await closed;
  return text;
}

describe("a session that opens late", () => {
  const script = { text: "main() { cat; }\nmain\n", input: Buffer.from("the token") };
  let frozen: FrozenHost;
  let hosts: SshRemoteHosts;
  let host: RemoteHost;

  beforeEach(async () => {
    frozen = new FrozenHost();
    const port = await frozen.listen();
    hosts = new SshRemoteHosts({
      rootShell: scripts["root-shell"],
      clock: systemClock,
      metrics: new FakeMetrics(),
    });
    const hop = {
      role: "server" as const,
      address: "127.0.0.1",
      port,
      username: "root",
      privateKey: new Secret(KEY),
      pinnedKeys: [],
      pinSource: "record" as const,
      unknownKey: "accept" as const,
    };
    host = await hosts.connect([hop], new AbortController().signal);
  });

  afterEach(async () => {
    jest.useRealTimers();
    host.close();
    await hosts.close();
    frozen.close();
  });

  it("is sent the script while somebody waits for it", async () => {
    const running = host.run(script, new AbortController().signal);
    const start = await frozen.asked;
    expect(await start()).toBe(`${script.text}the token`);
    expect(await running).toMatchObject({ code: 0 });
  });

  it("is sent nothing after the caller was told to stop", async () => {
    const abort = new AbortController();
    const running = host.run(script, abort.signal);
    const start = await frozen.asked;
    abort.abort(new Error("the lease was lost"));
    await expect(running).rejects.toThrow("the lease was lost");
    expect(await start()).toBe("");
  });

  it("is sent nothing after it was given up", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
    const abort = new AbortController();
    const running = rejectionOf(host.run(script, abort.signal));
    const start = await frozen.asked;
    jest.advanceTimersByTime(SSH_READY_TIMEOUT_MS);
    expect(await running).toBeInstanceOf(HostUnreachable);
    expect(await start()).toBe("");
  });
});
