import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { SSH_READY_TIMEOUT_MS, TCP_CONNECT_MS } from "../../defaults";
import type { Hop } from "../../ports/remote-host";
import { unreachable } from "./errors";

/** Connects to the host, and waits for its first word. Rejects as `firstWord` does. */
export async function dial(hop: Hop, signal: AbortSignal): Promise<Duplex> {
  const deadline = AbortSignal.timeout(SSH_READY_TIMEOUT_MS);
  const stream = await withReason(hop, { signal, deadline }, within => reach(hop, within));
  await firstWord(hop, stream, signal, deadline);
  return stream;
}

/** A connection to the host. One that nobody answers is given up for another one, until the signal aborts. */
async function reach(hop: Hop, within: AbortSignal): Promise<Socket> {
  for (;;) {
    // ssh2 writes a packet in three pieces: with Nagle's algorithm each would wait for a delayed acknowledgement.
    const socket = connect({ host: hop.address, port: hop.port, noDelay: true });
    // It may fail later, while nobody reads it.
    socket.on("error", () => undefined);
    try {
      if (await isAnswered(socket, within)) {
        return socket;
      }
    } catch (error: unknown) {
      socket.destroy();
      throw error;
    }
    socket.destroy();
  }
}

/** Whether the connection is made in time. Rejects with why it was refused, or when the signal aborts. */
async function isAnswered(socket: Socket, within: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.timeout(TCP_CONNECT_MS);
  try {
    await once(socket, "connect", { signal: AbortSignal.any([within, patience]) });
    return true;
  } catch (error: unknown) {
    if (within.aborted || !patience.aborted) {
      throw error;
    }
    // After a stall of the event loop timers come first, and then what the network has brought meanwhile.
    await setImmediate();
    return !socket.connecting && !socket.destroyed;
  }
}

/**
 * Waits until the host says something, and leaves that to be read: a server names itself without being asked
 * (RFC 4253, 4.2). The stream of one that does not is destroyed.
 *
 * Rejects with `HostUnreachable` or the signal's reason.
 */
export async function firstWord(
  hop: Hop,
  stream: Duplex,
  signal: AbortSignal,
  deadline = AbortSignal.timeout(SSH_READY_TIMEOUT_MS),
): Promise<void> {
  const settled = new AbortController();
  stream.on("error", () => undefined);
  // One through a router ends when the host is gone, and waits for us to end it, too.
  stream.once("end", () => {
    stream.destroy();
  });
  try {
    await withReason(hop, { signal, deadline }, async within => {
      const waiting = { signal: AbortSignal.any([within, settled.signal]) };
      await Promise.race([
        once(stream, "readable", waiting),
        once(stream, "close", waiting).then(() => {
          throw new Error("the connection was closed");
        }),
      ]);
    });
  } catch (error: unknown) {
    stream.destroy();
    throw error;
  } finally {
    settled.abort();
  }
}

/** Calls it within the deadline. Rejects with `HostUnreachable` that says why, or the signal's reason. */
async function withReason<T>(
  hop: Hop,
  { signal, deadline }: { readonly signal: AbortSignal; readonly deadline: AbortSignal },
  call: (within: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await call(AbortSignal.any([signal, deadline]));
  } catch (error: unknown) {
    signal.throwIfAborted();
    const why = deadline.aborted ? "it says nothing" : (error as Error).message;
    throw unreachable(hop, why, error);
  }
}
