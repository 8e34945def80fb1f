import { FenceStale } from "../../domain/errors";
import type { Lease } from "../../ports/lease";

/**
 * Calls the server with the lease's fence, and once more above the one that the server was shown before.
 *
 * A Lease that was made anew begins at 1 again; it is ours, so its token may go on from where the server is.
 */
export async function withFence<T>(lease: Lease, call: (fence: number) => Promise<T>): Promise<T> {
  try {
    return await call(lease.fence);
  } catch (error: unknown) {
    if (!(error instanceof FenceStale)) {
      throw error;
    }
    await lease.raiseAbove(error.highest);
    return await call(lease.fence);
  }
}
