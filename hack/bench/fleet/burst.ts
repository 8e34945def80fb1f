import type { Operation } from "../../../lib/api/operation.generated";
import { ApiWatch } from "../../../lib/adapters/kubernetes/watch";
import type { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { systemClock } from "../../../lib/adapters/system-clock";
import { LabError } from "../../lab/errors";
import { addOperations, BURST_PREFIX, FLEET_NAMESPACE } from "./fill";
import type { Burst } from "./report";

const TIMEOUT_MS = 300_000;

/** One Operation of a burst, as a watch saw it. */
interface Sight {
  readonly createdMs: number;
  acknowledgedMs: number | undefined;
}

/** Creates Operations as fast as the API server takes them, and follows how each gets a status. */
export async function burstOf(client: ApiClient, operations: number): Promise<Burst> {
  const stop = AbortSignal.timeout(TIMEOUT_MS);
  const watch = new ApiWatch<Operation>(
    client,
    { kind: "Operation", plural: "operations" },
    { clock: systemClock },
  );
  const sights = new Map<string, Sight>();
  let startMs: number | undefined;
  let adding: Promise<void> = Promise.resolve();
  let waiting = operations;
  for await (const change of watch.follow({ namespace: FLEET_NAMESPACE }, stop)) {
    if (startMs === undefined) {
      startMs = performance.now();
      adding = addOperations(client, operations);
    }
    const seen = change.kind === "All" ? change.objects : [change.object];
    waiting -= seen.filter(operation => note(sights, operation)).length;
    if (waiting === 0) {
      await adding;
      return report([...sights.values()], startMs);
    }
  }
  throw new LabError(`${waiting} of ${operations} Operations got no status in ${TIMEOUT_MS} ms`);
}

/** Whether the Operation is of the burst, and its status says something for the first time. */
function note(sights: Map<string, Sight>, { metadata, status }: Operation): boolean {
  const { name = "" } = metadata ?? {};
  if (!name.startsWith(BURST_PREFIX)) {
    return false;
  }
  const sight = sights.get(name) ?? { createdMs: performance.now(), acknowledgedMs: undefined };
  sights.set(name, sight);
  const isNew = sight.acknowledgedMs === undefined && status?.phase !== undefined;
  if (isNew) {
    sight.acknowledgedMs = performance.now();
  }
  return isNew;
}

/** A map keeps the order in which its entries came: that of the creations. */
function report(sights: readonly Sight[], startMs: number): Burst {
  const ends = sights.map(({ acknowledgedMs = Infinity }) => acknowledgedMs);
  const seconds = (ms: number): number => (ms - startMs) / 1000;
  const rank = new Map(ends.toSorted((a, b) => a - b).map((ms, place) => [ms, place]));
  return {
    operations: sights.length,
    createdSeconds: seconds(Math.max(...sights.map(({ createdMs }) => createdMs))),
    firstSeconds: seconds(Math.min(...ends)),
    lastSeconds: seconds(Math.max(...ends)),
    overtaken: Math.max(...ends.map((ms, place) => (rank.get(ms) ?? 0) - place)),
  };
}
