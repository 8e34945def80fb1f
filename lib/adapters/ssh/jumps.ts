import { createHash } from "node:crypto";
import pLimit, { type LimitFunction } from "p-limit";
import type { ClientCallback, ClientChannel } from "ssh2";
import { JUMP_IDLE_MS, SSH_READY_TIMEOUT_MS } from "../../defaults";
import type { Clock } from "../../ports/clock";
import type { Hop } from "../../ports/remote-host";
import { nameOf, unreachable } from "./errors";
import { dial } from "./first-word";
import { withPinnedTypes } from "./key-types";
import type { Login, LoginOptions } from "./login";

/** A warm connection to a router, and how many logins go through it. */
interface Jump {
  readonly login: Promise<Login>;
  users: number;
  cancelIdle: (() => void) | undefined;
}

/** A stream through a router, and how to give it back. */
export interface Passage {
  readonly stream: ClientChannel;
  release(): void;
}

/**
 * One warm connection for each router, shared by all logins behind it, closed when it was idle for a while.
 *
 * A router that nobody pinned and two ways to log in at one router never share a connection.
 */
export class Jumps {
  readonly #clock: Clock;
  readonly #login: (hop: Hop, options: LoginOptions) => Promise<Login>;
  readonly #jumps = new Map<string, Jump>();
  readonly #turns = new Map<string, LimitFunction>();

  /** `login` logs in at a router, when it is its turn. */
  constructor(clock: Clock, login: (hop: Hop, options: LoginOptions) => Promise<Login>) {
    this.#clock = clock;
    this.#login = login;
  }

  /**
   * A TCP stream from the router to the host. Rejects as `login` does, and with `HostUnreachable` for the host.
   *
   * A caller that stops waiting leaves the login at the router to the others.
   */
  async open(router: Hop, host: Hop, signal: AbortSignal): Promise<Passage> {
    const key = identityOf(router);
    const jump = this.#use(key, router);
    const release = once(() => {
      this.#giveBack(key, jump);
    });
    try {
      const { client } = await unlessAborted(jump.login, signal);
      const stream = await forward(client, [router, host], signal);
      return { stream, release };
    } catch (error: unknown) {
      release();
      throw error;
    }
  }

  /**
   * A login at the router that nobody shares, while nobody else logs in there: sshd may take one at a time
   * (MaxStartups), and drops what comes besides. Rejects as `login` does.
   */
  async enter(router: Hop, signal: AbortSignal): Promise<Login> {
    const where = `${router.address}:${router.port}`;
    const inTurn = this.#turns.get(where) ?? pLimit(1);
    this.#turns.set(where, inTurn);
    const entering = inTurn(async () => {
      signal.throwIfAborted();
      return await withPinnedTypes(router, async keyTypes =>
        this.#login(router, { keyTypes, signal, via: await dial(router, signal) }),
      );
    });
    return await unlessAborted(entering, signal);
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const jumps = [...this.#jumps.values()];
    this.#jumps.clear();
    for (const jump of jumps) {
      jump.cancelIdle?.();
      await jump.login.then(
        ({ client }) => client.destroy(),
        () => undefined,
      );
    }
  }

  #use(key: string, router: Hop): Jump {
    const warm = this.#jumps.get(key);
    if (warm !== undefined) {
      warm.cancelIdle?.();
      warm.cancelIdle = undefined;
      warm.users++;
      return warm;
    }
    // Shared by many: no single caller may abort it. The login has its own deadline.
    const { signal } = new AbortController();
    const opening = this.enter(router, signal);
    const jump: Jump = { login: opening, users: 1, cancelIdle: undefined };
    this.#jumps.set(key, jump);
    const forget = (): void => {
      jump.cancelIdle?.();
      if (this.#jumps.get(key) === jump) {
        this.#jumps.delete(key);
      }
    };
    jump.login.then(({ client }) => client.once("close", forget), forget);
    return jump;
  }

  #giveBack(key: string, jump: Jump): void {
    jump.users--;
    if (jump.users > 0 || this.#jumps.get(key) !== jump) {
      return;
    }
    jump.cancelIdle = this.#clock.schedule(JUMP_IDLE_MS, () => {
      this.#jumps.delete(key);
      void jump.login.then(
        ({ client }) => client.end(),
        () => undefined,
      );
    });
  }
}

/** Asks the router for a stream to the host. One that opens when nobody waits for it any more is closed. */
function forward(
  client: Login["client"],
  [router, host]: readonly [Hop, Hop],
  signal: AbortSignal,
): Promise<ClientChannel> {
  // A router that drops packets for the host answers nothing at all.
  const deadline = AbortSignal.timeout(SSH_READY_TIMEOUT_MS);
  const within = AbortSignal.any([signal, deadline]);
  const opening = new Promise<ClientChannel>((resolve, reject) => {
    const opened: ClientCallback = (error, stream) => {
      if (error !== undefined) {
        reject(unreachable(host, `${nameOf(router)} says: ${error.message}`, error));
      } else if (within.aborted) {
        stream.close();
      } else {
        resolve(stream);
      }
    };
    try {
      client.forwardOut(router.address, 0, host.address, host.port, opened);
    } catch (cause: unknown) {
      // It throws for a connection that has ended and is not closed yet.
      reject(unreachable(router, "the connection was lost", cause));
    }
  });
  return unlessAborted(opening, within).catch((error: unknown) => {
    throw error === deadline.reason
      ? unreachable(host, `${nameOf(router)} opens no connection to it`)
      : error;
  });
}

/** What the promise comes to, or the signal's reason if that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", abort);
    });
    if (signal.aborted) {
      abort();
    }
  });
}

/** Address, login and trust: what makes two ways to a router the same. */
function identityOf(router: Hop): string {
  return createHash("sha256")
    .update(JSON.stringify([router.address, router.port, router.username, router.pinnedKeys]))
    .update(router.privateKey.reveal())
    .digest("base64");
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      action();
    }
  };
}
