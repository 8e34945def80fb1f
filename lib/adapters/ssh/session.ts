import { PassThrough } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { AfterMark } from "./after-mark";

/**
 * One command at work on a host.
 *
 * What interrupts it ends both streams and the exit with that error at once: ssh2 itself waits for the host's
 * answer, which a dead host never gives.
 */
export class Session {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  /** The exit code; rejects when there is none: the connection broke, or a signal ended the command. */
  readonly exit: Promise<number>;
  readonly #channel: ClientChannel;

  constructor(
    channel: ClientChannel,
    {
      client,
      signal,
      lost,
    }: { client: Client; signal: AbortSignal; lost: (why?: string) => Error },
  ) {
    this.#channel = channel;
    this.exit = new Promise((resolve, reject) => {
      let code: number | undefined;
      let why: string | undefined;
      const interrupt = (error: Error): void => {
        this.stdout.destroy(error);
        this.stderr.destroy(error);
        channel.close();
        reject(error);
      };
      const onAbort = (): void => {
        interrupt(signal.reason as Error);
      };
      const onLost = (): void => {
        interrupt(lost());
      };
      signal.addEventListener("abort", onAbort, { once: true });
      client.once("close", onLost);
      channel.on("exit", (exit: number | null) => {
        code = exit ?? undefined;
        // A host that goes down ends everything that is at work on it, as does one that lacks memory.
        why = "a signal ended its script";
      });
      channel.on("close", () => {
        signal.removeEventListener("abort", onAbort);
        client.removeListener("close", onLost);
        if (code === undefined) {
          interrupt(lost(why));
        } else {
          resolve(code);
        }
      });
      // The host may be gone before it read everything; the exit tells.
      channel.on("error", () => undefined);
    });
    // Whoever waits for the exit only after the output still gets it.
    this.exit.catch(() => undefined);
    for (const stream of [this.stdout, this.stderr]) {
      stream.on("error", () => undefined);
    }
    channel.pipe(new AfterMark()).pipe(this.stdout);
    channel.stderr.pipe(this.stderr);
  }

  /** Sends the command's standard input and ends it. */
  send(text: string, input: Uint8Array | undefined): void {
    this.#channel.write(text);
    this.#channel.end(input);
  }
}
