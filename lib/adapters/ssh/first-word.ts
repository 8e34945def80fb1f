import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { SSH_READY_TIMEOUT_MS } from "../../defaults";
import type { Hop } from "../../ports/remote-host";
import { unreachable } from "./errors";

/** Connects to the host, and waits for its first word. Rejects as `firstWord` does. */
export async function dial(hop: Hop, signal: AbortSignal): Promise<Duplex> {
  // ssh2 writes a packet in three pieces: with Nagle's algorithm each would wait for a delayed acknowledgement.
  const stream = connect({ host: hop.address, port: hop.port, noDelay: true });
  await firstWord(hop, stream, signal);
  return stream;
}

/**
 * Waits until the host says something, and leaves that to be read: a server names itself without being asked
 * (RFC 4253, 4.2). The stream of one that does not is destroyed.
 *
 * Rejects with `HostUnreachable` or the signal's reason.
 */
export async function firstWord(hop: Hop, stream: Duplex, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(SSH_READY_TIMEOUT_MS);
  const settled = new AbortController();
  const within = { signal: AbortSignal.any([signal, deadline, settled.signal]) };
  // It may fail later, while nobody reads it.
  stream.on("error", () => undefined);
  // One through a router ends when the host is gone, and waits for us to end it, too.
  stream.once("end", () => {
    stream.destroy();
  });
  try {
    await Promise.race([
      once(stream, "readable", within),
      once(stream, "close", within).then(() => {
        throw new Error("the connection was closed");
      }),
    ]);
  } catch (error: unknown) {
    stream.destroy();
    signal.throwIfAborted();
    const why = deadline.aborted ? "it says nothing" : (error as Error).message;
    throw unreachable(hop, why, error);
  } finally {
    settled.abort();
  }
}
