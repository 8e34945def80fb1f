/** Cuts bytes that come in pieces into lines. A line over the limit is dropped, so that memory stays bounded. */
export class Lines {
  readonly #limit: number;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #isTooLong = false;

  constructor(limitCharacters: number) {
    this.#limit = limitCharacters;
  }

  /** The lines that these bytes complete, without their ends. */
  push(chunk: Uint8Array): readonly string[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    const parts = text.slice(0, end).split("\n").slice(0, -1);
    this.#rest = text.slice(end);
    const lines = this.#isTooLong ? parts.slice(1) : parts;
    if (parts.length > 0) {
      this.#isTooLong = false;
    }
    this.#isTooLong ||= this.#rest.length > this.#limit;
    this.#rest = this.#isTooLong ? "" : this.#rest;
    return lines.filter(line => line.length <= this.#limit);
  }
}
