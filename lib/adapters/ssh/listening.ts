import type { Readable } from "node:stream";

/** Passes on what comes of a stream for as long as somebody wants to hear it; the rest is read and dropped. */
export class Listening {
  readonly #stream: Readable;
  readonly #end: Promise<void>;
  #failure: { readonly error: Error } | undefined;

  /** `onFailure` is told at once what `take` throws; nothing more is passed on then. */
  constructor(
    stream: Readable,
    take: (chunk: Uint8Array) => void,
    onFailure: (error: Error) => void,
  ) {
    this.#stream = stream;
    this.#end = new Promise(resolve => stream.once("close", resolve));
    stream.on("data", (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error: unknown) {
        this.#failure = { error: error as Error };
        this.stop();
        onFailure(error as Error);
      }
    });
  }

  /** Resolves when everything was passed on; rejects with what was thrown at it. */
  async end(): Promise<void> {
    await this.#end;
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
  }

  /** From here on nothing is passed on. */
  stop(): void {
    this.#stream.removeAllListeners("data");
    this.#stream.resume();
  }
}
