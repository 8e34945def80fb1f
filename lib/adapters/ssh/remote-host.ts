import {
  REMOTE_OUTPUT_LIMIT_BYTES,
  REMOTE_SCRIPT_TIMEOUT_MS,
  SSH_READY_TIMEOUT_MS,
} from "../../defaults";
import { AccessDenied, type StargateError } from "../../domain/errors";
import type { ObservedHostKey } from "../../domain/net/host-key";
import { assignments } from "../../domain/shell-quote";
import type { Hop, RemoteHost, RemoteResult, RemoteScript } from "../../ports/remote-host";
import { nameOf, unreachable } from "./errors";
import type { Login } from "./login";
import { Listening } from "./listening";
import { Session } from "./session";

/** sysexits.h: the login may not become root; see `root-shell.sh`. */
const EX_NOPERM = 77;

/** One host with an open login. */
export class SshRemoteHost implements RemoteHost {
  readonly #hop: Hop;
  readonly #login: Login;
  readonly #rootShell: string;
  readonly #release: () => void;

  constructor(hop: Hop, login: Login, tools: { rootShell: string; release: () => void }) {
    this.#hop = hop;
    this.#login = login;
    this.#rootShell = tools.rootShell;
    this.#release = tools.release;
  }

  get hostKey(): ObservedHostKey {
    return this.#login.hostKey;
  }

  async run(script: RemoteScript, signal: AbortSignal): Promise<RemoteResult> {
    const deadline = AbortSignal.timeout(REMOTE_SCRIPT_TIMEOUT_MS);
    try {
      const session = await this.#start(script, AbortSignal.any([signal, deadline]));
      const [stdout, stderr, code] = await Promise.all([
        bounded(session.stdout),
        bounded(session.stderr),
        session.exit,
      ]);
      return { code: this.#admitted(code), stdout, stderr };
    } catch (error: unknown) {
      signal.throwIfAborted();
      throw deadline.aborted ? this.#silent() : error;
    }
  }

  async *stream(
    script: RemoteScript,
    signal: AbortSignal,
    onError: (chunk: Uint8Array) => void = () => undefined,
  ): AsyncIterable<Uint8Array> {
    const { stdout, stderr, exit } = await this.#start(script, signal);
    const listening = new Listening(stderr, onError, error => stdout.destroy(error));
    try {
      yield* stdout as AsyncIterable<Uint8Array>;
      await listening.end();
      this.#admitted(await exit);
    } finally {
      listening.stop();
    }
  }

  close(): void {
    this.#login.client.end();
    this.#release();
  }

  /** Starts the script: its text, its parameters and its input all go over standard input. */
  #start(script: RemoteScript, signal: AbortSignal): Promise<Session> {
    const { client } = this.#login;
    const lost = (why = "the connection was lost"): StargateError => unreachable(this.#hop, why);
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      let isAwaited = true;
      const settle = (): void => {
        isAwaited = false;
        clearTimeout(deadline);
        client.removeListener("close", onLost);
        signal.removeEventListener("abort", onAbort);
      };
      const giveUp = (error: unknown): void => {
        settle();
        reject(error as Error);
      };
      const onLost = (): void => {
        giveUp(lost());
      };
      const onAbort = (): void => {
        giveUp(signal.reason);
      };
      // A host may answer keep-alives and nothing else.
      const deadline = setTimeout(() => {
        giveUp(unreachable(this.#hop, "it opens no session"));
      }, SSH_READY_TIMEOUT_MS);
      client.once("close", onLost);
      signal.addEventListener("abort", onAbort, { once: true });
      client.exec(this.#rootShell, (error, channel) => {
        if (error !== undefined) {
          giveUp(unreachable(this.#hop, error.message, error));
          return;
        }
        if (!isAwaited) {
          // Who gave it up may have lost the right to the host since, and nobody would read what it answers.
          channel.close();
          return;
        }
        settle();
        const session = new Session(channel, { client, signal, lost });
        session.send(`${assignments(script.parameters ?? {})}${script.text}`, script.input);
        resolve(session);
      });
    });
  }

  /** The exit code of a script that did run as root. */
  #admitted(code: number): number {
    if (code === EX_NOPERM) {
      const { username } = this.#hop;
      throw new AccessDenied(
        `${username} may not become root on ${nameOf(this.#hop)} without a password`,
        {
          reason: "SudoRefused",
          remedy: `allow it in sudoers: ${username} ALL=(root) NOPASSWD: /usr/bin/bash`,
        },
      );
    }
    return code;
  }

  #silent(): StargateError {
    const seconds = REMOTE_SCRIPT_TIMEOUT_MS / 1000;
    return unreachable(this.#hop, `a script gave no result within ${seconds} s`);
  }
}

/** The beginning of a stream as text; the rest is read and dropped, so that the host never blocks. */
async function bounded(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size < REMOTE_OUTPUT_LIMIT_BYTES) {
      chunks.push(chunk.subarray(0, REMOTE_OUTPUT_LIMIT_BYTES - size));
      size += chunk.length;
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}
