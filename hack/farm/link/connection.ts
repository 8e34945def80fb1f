import { Socket } from "node:net";
import type { Direction, Fault } from "./faults";
import { Pipe, type Valve } from "./pipe";

interface Way {
  readonly target: { readonly host: string; readonly port: number };
  readonly delayMs: number;
}

/** One connection through the link. */
export class Connection {
  onClose: () => void = () => undefined;
  /** Called when a `cut` ended it. */
  onCut: () => void = () => undefined;
  readonly #client: Socket;
  readonly #server = new Socket({ allowHalfOpen: true });
  readonly #fault: () => Fault | undefined;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #allowance: Record<Direction, number> = { up: Infinity, down: Infinity };
  #isConnected = false;
  #isClosed = false;
  /** Nothing passes any more, and neither end hears of it. */
  #isDead: boolean;

  constructor(client: Socket, way: Way, fault: () => Fault | undefined) {
    this.#client = client;
    this.#fault = fault;
    this.#isDead = fault()?.kind === "silence";
    const pipe = (source: Socket, sink: Socket, direction: Direction): Pipe =>
      new Pipe(source, sink, {
        delayMs: way.delayMs,
        valve: this.#valve(direction),
        onCut: () => this.#cut(),
      });
    this.#up = pipe(client, this.#server, "up");
    this.#down = pipe(this.#server, client, "down");
    this.#watch(client, this.#server);
    this.#watch(this.#server, client);
    this.#setAllowance(fault());
    this.#connect(way);
  }

  get bytesUp(): number {
    return this.#up.passed;
  }

  get bytesDown(): number {
    return this.#down.passed;
  }

  faultChanged(fault: Fault | undefined): void {
    this.#isDead ||= fault?.kind === "vanish";
    this.#setAllowance(fault);
    this.#up.flush();
    this.#down.flush();
  }

  #setAllowance(fault: Fault | undefined): void {
    this.#allowance.up = Infinity;
    this.#allowance.down = Infinity;
    if (fault?.kind === "cut") {
      this.#allowance[fault.direction] = fault.afterBytes;
    } else if (fault?.kind === "drip") {
      this.#allowance.up = fault.afterBytes;
      this.#allowance.down = fault.afterBytes;
    }
  }

  /** The far end's first word comes as late as after a handshake over the same way. */
  #connect({ target, delayMs }: Way): void {
    this.#server.setNoDelay(true);
    this.#server.once("connect", () => {
      this.#isConnected = true;
      this.#up.flush();
    });
    setTimeout(() => {
      if (!this.#client.destroyed) {
        this.#server.connect({ ...target, autoSelectFamily: false });
      }
    }, 2 * delayMs);
  }

  #watch(socket: Socket, other: Socket): void {
    socket.on("error", () => {
      if (!this.#isDead) {
        reset(other);
      }
    });
    socket.on("close", () => {
      if (!this.#isDead && this.#client.destroyed && !this.#isClosed) {
        this.#isClosed = true;
        this.#up.close();
        this.#down.close();
        this.onClose();
      }
    });
  }

  #valve(direction: Direction): Valve {
    return {
      isOpen: () => this.#isConnected && !this.#isDead && this.#fault()?.kind !== "hold",
      admit: available => {
        const left = this.#allowance[direction];
        const kind = this.#fault()?.kind;
        if (kind === "drip" && left <= 0) {
          return { bytes: Math.min(1, available), after: "wait" };
        }
        const bytes = Math.min(available, left);
        this.#allowance[direction] -= bytes;
        return kind === "cut" && bytes === left ? { bytes, after: "cut" } : { bytes };
      },
    };
  }

  /** What was let through arrives; then both sides are told. */
  #cut(): void {
    this.#up.close();
    this.#down.close();
    this.#server.end(() => this.#server.destroy());
    this.#client.end(() => this.#client.destroy());
    this.onCut();
  }
}

/** Ends a socket with a reset, where it can have one: a socket file has none, and Node throws when asked. */
function reset(socket: Socket): void {
  if (socket.remoteFamily === undefined) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}
