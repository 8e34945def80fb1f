import type { Server } from "../api/server.generated";
import type { Key } from "../domain/key";
import type { Rival } from "../domain/server/claims";

/** Servers by what they claim for themselves: the older one of two that claim the same has it. */
export interface ServerRivals {
  /**
   * The Server that comes before this one, as they were a moment ago. Whoever acts on it reads it afresh first.
   *
   * Rejects as `Objects.list` does.
   */
  preceding(server: Server): Promise<Rival | undefined>;
  /**
   * The same, as a list that begins after this call has them. Many who ask at once share one; it may take a second to
   * begin.
   *
   * Rejects with `Conflict` when the Server itself was deleted or edited since it was read, or claims something else.
   */
  precedingNow(server: Server): Promise<Rival | undefined>;
  /** The same as `preceding` for the Server of that key, if it is known. */
  precedingAt(key: Key): Promise<Rival | undefined>;
}
