import type { Socket } from "node:net";

/** Bytes under way after which the sender is made to wait; more than 100 Mbit/s carry within 40 ms. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** Time between two bytes of a link that drips. */
const DRIP_INTERVAL_MS = 1_000;

/** How a pipe passes on what it holds. */
export interface Valve {
  /** Whether anything passes now. */
  isOpen(): boolean;
  /** Bytes of the chunk that may pass now, and what follows when they did. */
  admit(available: number): { readonly bytes: number; readonly after?: "wait" | "cut" };
}

/** One direction of a connection: everything arrives `delayMs` later, in order, none of it early. */
export class Pipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #delayMs: number;
  readonly #valve: Valve;
  readonly #onCut: () => void;
  /** What is under way; undefined is the end. */
  readonly #queue: { readonly dueMs: number; readonly chunk: Buffer | undefined }[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isBlocked = false;
  #isClosed = false;
  #notBeforeMs = 0;
  /** Bytes that arrived. */
  passed = 0;

  constructor(
    source: Socket,
    sink: Socket,
    tools: { delayMs: number; valve: Valve; onCut: () => void },
  ) {
    this.#source = source;
    this.#sink = sink;
    this.#delayMs = tools.delayMs;
    this.#valve = tools.valve;
    this.#onCut = tools.onCut;
    source.on("data", (chunk: Buffer) => this.#take(chunk));
    source.on("end", () => this.#take(undefined));
    sink.on("drain", () => {
      this.#isBlocked = false;
      this.flush();
    });
  }

  /** Passes on what is due. Called again when a fault was lifted. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (!this.#isBlocked && !this.#isClosed && this.#valve.isOpen()) {
      const [head] = this.#queue;
      if (head === undefined) {
        return;
      }
      const waitMs = Math.max(head.dueMs, this.#notBeforeMs) - performance.now();
      if (waitMs > 0) {
        this.#later(waitMs);
        return;
      }
      this.#pass(head.chunk, head.dueMs);
    }
  }

  /** Passes nothing any more; what comes in is lost. */
  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#isClosed = true;
  }

  #take(chunk: Buffer | undefined): void {
    if (this.#isClosed) {
      return;
    }
    this.#queue.push({ dueMs: performance.now() + this.#delayMs, chunk });
    this.#queuedBytes += chunk?.length ?? 0;
    if (this.#queuedBytes > WINDOW_BYTES) {
      this.#source.pause();
    }
    if (this.#timer === undefined) {
      this.flush();
    }
  }

  #pass(chunk: Buffer | undefined, dueMs: number): void {
    this.#queue.shift();
    if (chunk === undefined) {
      this.#sink.end();
      return;
    }
    const { bytes, after } = this.#valve.admit(chunk.length);
    if (bytes < chunk.length) {
      this.#queue.unshift({ dueMs, chunk: chunk.subarray(bytes) });
    }
    this.#queuedBytes -= bytes;
    this.passed += bytes;
    this.#isBlocked = !this.#sink.write(chunk.subarray(0, bytes));
    if (this.#queuedBytes <= WINDOW_BYTES) {
      this.#source.resume();
    }
    if (after === "cut") {
      this.#onCut();
    } else if (after === "wait") {
      this.#notBeforeMs = performance.now() + DRIP_INTERVAL_MS;
    }
  }

  #later(waitMs: number): void {
    this.#timer = setTimeout(() => this.flush(), Math.ceil(waitMs));
  }
}
