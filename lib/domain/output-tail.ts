import { LOG_TAIL_LIMIT_CHARACTERS } from "../defaults";
import { tail } from "./redact";

/** Characters that wait for the rest of their line, or of their key, at most; then they are taken as they are. */
const PENDING_LIMIT = 65_536;

/** Characters that stay behind when a line is too long to wait for: a secret may have begun in them. */
const KEPT_BACK = 8_192;

/** How many characters before that the line may be cut instead, where a secret is in the way. */
const STEPS_BACK = [0, 64, 512, 4_096, 16_384];

const KEY_BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
const KEY_END = /-----END [A-Z ]*PRIVATE KEY-----/g;

/**
 * The end of what a run printed, without secrets, in bounded memory, whatever the run prints and however it is cut
 * into chunks.
 *
 * Text is judged in whole lines, and a private key as a whole, so that no secret slips through in two halves.
 */
export class OutputTail {
  readonly #redact: (text: string) => string;
  readonly #decoder = new TextDecoder();
  #pending = "";
  #text = "";
  #end = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  /** The last characters of what is known to be harmless. */
  get text(): string {
    return this.#text;
  }

  /** Characters in all, the ones that are gone included. */
  get end(): number {
    return this.#end;
  }

  /** Takes the next bytes; whether the text has changed. */
  push(chunk: Uint8Array): boolean {
    this.#pending += this.#decoder.decode(chunk, { stream: true });
    const complete = completeLength(this.#pending);
    const isTooMuch = this.#pending.length - complete > PENDING_LIMIT;
    return this.#take(isTooMuch ? this.#harmlessLength() : complete);
  }

  /** Nothing more comes: takes what waits. */
  finish(): void {
    this.#pending += this.#decoder.decode();
    this.#take(this.#pending.length);
  }

  /** Where what waits can be cut so that no secret is cut in two: then the halves say what the whole says. */
  #harmlessLength(): number {
    const last = this.#pending.length - KEPT_BACK;
    const whole = this.#redact(this.#pending);
    const harmless = STEPS_BACK.map(back => last - back).find(
      cut =>
        this.#redact(this.#pending.slice(0, cut)) + this.#redact(this.#pending.slice(cut)) ===
        whole,
    );
    // Nothing but a secret: its beginning is masked, and it would never end.
    return harmless ?? last;
  }

  #take(length: number): boolean {
    if (length === 0) {
      return false;
    }
    const text = this.#redact(this.#pending.slice(0, length));
    this.#pending = this.#pending.slice(length);
    this.#end += text.length;
    this.#text = tail(this.#text + text, LOG_TAIL_LIMIT_CHARACTERS);
    return true;
  }
}

/** How much of the text is whole lines without an unfinished key. */
function completeLength(text: string): number {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1);
  const begin = lastMatch(KEY_BEGIN, lines);
  return begin > lastMatch(KEY_END, lines) ? begin : lines.length;
}

function lastMatch(pattern: RegExp, text: string): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1;
}
