import { WorkQueue } from "../../../lib/runtime/workqueue";
import type { FakeClock } from "../../fakes/clock";

/** A queue whose passes end at once, and are noted as "KIND KEY". */
export function recordingQueue(kind: string, passes: string[], clock: FakeClock): WorkQueue {
  return new WorkQueue({
    clock,
    concurrency: 10,
    onFailure: () => undefined,
    reconcile: key => {
      passes.push(`${kind} ${key}`);
      return Promise.resolve(undefined);
    },
  });
}
