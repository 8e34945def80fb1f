import { CONFLICT_ATTEMPTS } from "../../defaults";
import { Conflict } from "../../domain/errors";

/** Reads and writes again when somebody else wrote in between. */
export async function persistently<R>(readAndWrite: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readAndWrite();
    } catch (error: unknown) {
      if (!(error instanceof Conflict) || attempt >= CONFLICT_ATTEMPTS) {
        throw error;
      }
    }
  }
}
