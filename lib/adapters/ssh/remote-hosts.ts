import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { HANDSHAKE_PLACE_MS, MAX_CONCURRENT_HANDSHAKES } from "../../defaults";
import { StargateError } from "../../domain/errors";
import type { Secret } from "../../domain/secret";
import type { Clock } from "../../ports/clock";
import type { LoginMetrics } from "../../ports/metrics";
import type { Hop, RemoteHost, RemoteHosts, Route } from "../../ports/remote-host";
import { dial, firstWord } from "./first-word";
import { Jumps } from "./jumps";
import { withPinnedTypes } from "./key-types";
import { type Login, login, type LoginOptions } from "./login";
import { verifyPrivateKey } from "./private-key";
import { SshRemoteHost } from "./remote-host";

/** What logging in takes. */
interface Tools {
  /** Command of a session: it becomes root and reads a script from standard input. */
  readonly rootShell: string;
  readonly clock: Clock;
  readonly metrics: LoginMetrics;
}

/** Hosts over SSH, each through the warm connection of its router. */
export class SshRemoteHosts implements RemoteHosts {
  readonly #rootShell: string;
  readonly #metrics: LoginMetrics;
  readonly #jumps: Jumps;
  /** Who waits for a router's login has no place of its own yet, so nobody waits for a place that waits for it. */
  readonly #handshake = pLimit(MAX_CONCURRENT_HANDSHAKES);

  constructor({ rootShell, clock, metrics }: Tools) {
    this.#rootShell = rootShell;
    this.#metrics = metrics;
    this.#jumps = new Jumps(clock, (hop, options) => this.#enter(hop, options));
  }

  async connect(route: Route, signal: AbortSignal): Promise<RemoteHost> {
    try {
      return await this.#connect(route, signal);
    } catch (error: unknown) {
      if (error instanceof StargateError) {
        this.#metrics.loginFailed({ router: routerOf(route[0]), reason: error.reason });
      }
      throw error;
    }
  }

  async #connect(route: Route, signal: AbortSignal): Promise<RemoteHost> {
    for (const { privateKey } of route) {
      verifyPrivateKey(privateKey);
    }
    const [first, second] = route;
    if (second === undefined) {
      const direct = await this.#direct(first, signal);
      const release = (): void => undefined;
      return new SshRemoteHost(first, direct, { rootShell: this.#rootShell, release });
    }
    return await withPinnedTypes(second, keyTypes =>
      this.#through(first, second, { keyTypes, signal }),
    );
  }

  async #direct(hop: Hop, signal: AbortSignal): Promise<Login> {
    return hop.role === "router"
      ? await this.#jumps.enter(hop, signal)
      : await withPinnedTypes(hop, async keyTypes =>
          this.#enter(hop, { via: await dial(hop, signal), keyTypes, signal }),
        );
  }

  async #through(router: Hop, host: Hop, options: Omit<LoginOptions, "via">): Promise<RemoteHost> {
    const passage = await this.#jumps.open(router, host, options.signal);
    const release = (): void => {
      passage.release();
    };
    try {
      const via = passage.stream;
      await firstWord(host, via, options.signal);
      const through = await this.#enter(host, { ...options, via }, routerOf(router));
      return new SshRemoteHost(host, through, { rootShell: this.#rootShell, release });
    } catch (error: unknown) {
      release();
      throw error;
    }
  }

  /** Logs in, in its turn; who is slow gives the place back. */
  async #enter(hop: Hop, options: LoginOptions, router = routerOf(hop)): Promise<Login> {
    return await new Promise<Login>((resolve, reject) => {
      void this.#handshake(async () => {
        const entering = login(hop, options).then(open => this.#counted(open, hop, router));
        entering.then(resolve, reject);
        const settled = entering.catch(() => undefined);
        await Promise.race([settled, pause(HANDSHAKE_PLACE_MS, undefined, { ref: false })]);
      });
    });
  }

  #counted(open: Login, { role }: Hop, router: string): Login {
    open.client.once("close", this.#metrics.loginOpened({ role, router }));
    return open;
  }

  verifyKey(privateKey: Secret): void {
    verifyPrivateKey(privateKey);
  }

  /** Closes the connections to all routers. */
  async close(): Promise<void> {
    await this.#jumps.close();
  }
}

/** The router that is logged in at, for metrics. */
function routerOf({ role, address }: Hop): string {
  return role === "router" ? address : "";
}
