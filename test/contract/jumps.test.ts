import { createServer, type Server as TcpServer } from "node:net";
import { Server, type ServerChannel, utils } from "ssh2";
import { Jumps } from "../../lib/adapters/ssh/jumps";
import { login } from "../../lib/adapters/ssh/login";
import { systemClock } from "../../lib/adapters/system-clock";
import { HostUnreachable } from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { Hop } from "../../lib/ports/remote-host";
import { rejectionOf } from "./remote-hosts";

const { private: KEY } = utils.generateKeyPairSync("ed25519");
const ENOUGH = new Error("enough");

/** A router that lets everybody in, and opens a connection to a host only when the test says so. */
class SlowRouter {
  readonly #ssh: Server;
  readonly #asked: (() => ServerChannel)[] = [];
  readonly #wakes: (() => void)[] = [];
  logins = 0;

  constructor() {
    this.#ssh = new Server({ hostKeys: [KEY] }, client => {
      client.on("error", () => undefined);
      client.on("authentication", context => {
        context.accept();
      });
      client.on("ready", () => {
        this.logins++;
        client.on("tcpip", accept => {
          this.#asked.push(accept);
          this.#wakes.splice(0).forEach(wake => {
            wake();
          });
        });
      });
    });
  }

  async listen(): Promise<Hop> {
    await new Promise<void>(resolve => this.#ssh.listen(0, "127.0.0.1", resolve));
    return hopTo("router", (this.#ssh.address() as { port: number }).port);
  }

  /** What opens the connection that the next client asks for. */
  async asked(): Promise<() => ServerChannel> {
    for (;;) {
      const accept = this.#asked.shift();
      if (accept !== undefined) {
        return accept;
      }
      await new Promise<void>(resolve => this.#wakes.push(resolve));
    }
  }

  close(): void {
    this.#ssh.close();
  }
}

function hopTo(role: Hop["role"], port: number): Hop {
  return {
    role,
    address: "127.0.0.1",
    port,
    username: "root",
    privateKey: new Secret(KEY),
    pinnedKeys: [],
    pinSource: "record",
    unknownKey: "accept",
  };
}

describe("the way through a router", () => {
  const host = hopTo("server", 22);
  const { signal } = new AbortController();
  let router: SlowRouter;
  let hop: Hop;
  let jumps: Jumps;

  beforeEach(async () => {
    router = new SlowRouter();
    hop = await router.listen();
    jumps = new Jumps(systemClock, login);
  });

  afterEach(async () => {
    await jumps.close();
    router.close();
  });

  it("is waited for no longer than the caller wants, and one that opens later is closed", async () => {
    const abort = new AbortController();
    const opening = jumps.open(hop, host, abort.signal);
    const accept = await router.asked();
    abort.abort(ENOUGH);
    await expect(opening).rejects.toBe(ENOUGH);
    const late = accept();
    await new Promise<void>(resolve => late.once("close", resolve).resume());
    // The connection to the router is still good.
    const next = jumps.open(hop, host, signal);
    (await router.asked())();
    (await next).release();
    expect(router.logins).toBe(1);
  });

  it("is not asked for by a caller who has stopped already", async () => {
    await expect(jumps.open(hop, host, AbortSignal.abort(ENOUGH))).rejects.toBe(ENOUGH);
  });

  it("is the host's failure when the router gives it up", async () => {
    const opening = jumps.open(hop, host, signal);
    await router.asked();
    await jumps.close();
    expect(await rejectionOf(opening)).toBeInstanceOf(HostUnreachable);
  });
});

describe("the login at a router that many share", () => {
  let silent: TcpServer;
  let hop: Hop;

  beforeAll(done => {
    silent = createServer().listen(0, "127.0.0.1", () => {
      hop = hopTo("router", (silent.address() as { port: number }).port);
      done();
    });
  });

  afterAll(() => {
    silent.close();
  });

  it("goes on for the others when one caller stops waiting", async () => {
    const jumps = new Jumps(systemClock, login);
    const host = hopTo("server", 22);
    const abort = new AbortController();
    const connected = new Promise(resolve => silent.once("connection", resolve));
    const first = jumps.open(hop, host, abort.signal);
    const second = jumps.open(hop, host, new AbortController().signal);
    const socket = (await connected) as { destroy(): void };
    abort.abort(ENOUGH);
    await expect(first).rejects.toBe(ENOUGH);
    socket.destroy();
    const error = await rejectionOf(second);
    expect(error.reason).toBe("JumpUnreachable");
    await jumps.close();
  });
});
