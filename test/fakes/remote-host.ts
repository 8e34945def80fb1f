import { scripts } from "../../lib/bootstrap/scripts.generated";
import type { RemoteHost, RemoteResult, RemoteScript } from "../../lib/ports/remote-host";
import { aHostKey } from "./samples";

/** Name of a script that reaches a server. */
export type ScriptName = keyof typeof scripts;

/** One call, as the fake saw it. */
export interface RemoteCall {
  readonly method: "run" | "stream";
  readonly script: ScriptName | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly input: Uint8Array | undefined;
}

/** What a script does: ends somehow, or breaks the connection. */
export type Answer = Partial<RemoteResult> | Error;

/** A piece of a stream: bytes or their text, or an error that ends it. */
export type Piece = string | Uint8Array | Error;

/** A host that answers scripts as it is told, and remembers who asked. */
export class FakeRemoteHost implements RemoteHost {
  readonly hostKey = aHostKey();
  readonly calls: RemoteCall[] = [];
  isClosed = false;
  /** Streams that nobody has let go of. */
  openStreams = 0;
  readonly #answers = new Map<ScriptName, Answer[]>();
  readonly #pieces = new Map<ScriptName, readonly Piece[]>();
  readonly #errors = new Map<ScriptName, readonly Piece[]>();

  /** What the script answers, call by call; the last answer stays. */
  answer(script: ScriptName, ...answers: Answer[]): this {
    this.#answers.set(script, answers);
    return this;
  }

  /** What the script streams. */
  pour(script: ScriptName, ...pieces: Piece[]): this {
    this.#pieces.set(script, pieces);
    return this;
  }

  /** What comes of the script's standard error, before its stream begins. */
  pourErrors(script: ScriptName, ...pieces: Piece[]): this {
    this.#errors.set(script, pieces);
    return this;
  }

  run(script: RemoteScript, signal: AbortSignal): Promise<RemoteResult> {
    const name = this.#record("run", script);
    const answers = name === undefined ? [] : (this.#answers.get(name) ?? []);
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
    if (signal.aborted || answer instanceof Error) {
      return Promise.reject(signal.aborted ? abortError() : (answer as Error));
    }
    return Promise.resolve({ code: 0, stdout: "", stderr: "", ...answer });
  }

  async *stream(
    script: RemoteScript,
    signal: AbortSignal,
    onError: (chunk: Uint8Array) => void = () => undefined,
  ): AsyncIterable<Uint8Array> {
    const name = this.#record("stream", script);
    this.openStreams++;
    try {
      for (const piece of (name && this.#errors.get(name)) ?? []) {
        await Promise.resolve();
        onError(taken(piece, signal));
      }
      for (const piece of (name && this.#pieces.get(name)) ?? []) {
        await Promise.resolve();
        yield taken(piece, signal);
      }
    } finally {
      this.openStreams--;
    }
  }

  close(): void {
    this.isClosed = true;
  }

  #record(method: RemoteCall["method"], script: RemoteScript): ScriptName | undefined {
    const names = Object.keys(scripts) as ScriptName[];
    const name = names.find(candidate => scripts[candidate] === script.text);
    const { parameters = {}, input } = script;
    this.calls.push({ method, script: name, parameters, input });
    return name;
  }
}

/** The bytes of a piece. Throws what breaks the stream. */
function taken(piece: Piece, signal: AbortSignal): Uint8Array {
  if (signal.aborted) {
    throw abortError();
  }
  if (piece instanceof Error) {
    throw piece;
  }
  return typeof piece === "string" ? Buffer.from(piece) : piece;
}

function abortError(): Error {
  return new DOMException("aborted", "AbortError");
}
