import { DependencyMissing } from "../../domain/errors";
import type { RunInput } from "../../domain/operation/snapshot";
import { yielding } from "../../domain/server/claims";
import type { OperationPorts } from "./ports";

/**
 * Asks once more, under the Lease, whether a Server comes before this one: the index that was asked before it may lag.
 * The returned function waits for the answer, and rejects with `DependencyMissing` when there is one, else as
 * `ServerRivals.precedingNow` does.
 *
 * The question is put before the login, which takes longer, and answered before the host is asked who it is. That is enough: of two
 * Servers that claim the same both were there before their runs, so whoever lists second sees the other, and the older
 * one has it. Nobody yields to a Server that is created later.
 */
export function askWhetherUncontested(
  { serverRivals }: Pick<OperationPorts, "serverRivals">,
  { operation, server }: RunInput,
): () => Promise<void> {
  // A run that was handed over is followed on: the server is at work already.
  if (operation.status?.dcJobID !== undefined) {
    return () => Promise.resolve();
  }
  const asked = serverRivals.precedingNow(server);
  // A login that fails first has nobody wait for the answer.
  asked.catch(() => undefined);
  return async () => {
    const rival = await asked;
    if (rival !== undefined) {
      const { message, ...why } = yielding(rival);
      throw new DependencyMissing(message, why);
    }
  };
}
