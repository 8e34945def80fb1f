import type { Operation } from "../api/operation.generated";
import type { Key } from "../domain/key";

/** Operations by the Server that they are for. */
export interface ServerOperations {
  /**
   * Operations on a Server as they were a moment ago, without their output and steps. Whoever acts on one reads it
   * afresh first.
   *
   * Rejects as `Objects.list` does.
   */
  of(server: Key): Promise<readonly Operation[]>;
}
