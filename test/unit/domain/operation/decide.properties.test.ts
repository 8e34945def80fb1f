import fc from "fast-check";
import type { Condition } from "../../../../lib/api/conditions";
import { decide } from "../../../../lib/domain/operation/decide";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import { aWorld } from "../../../fakes/known-world";
import {
  aCondition,
  aHostKey,
  aNode,
  anOperation,
  aProfile,
  aRouter,
  aServer,
  frozen,
  MACHINE_ID,
  NOW,
  NOW_MS,
} from "../../../fakes/samples";

const HOUR_AGO = "2026-03-01T11:00:00Z";
const KEY = aHostKey().publicKey;
const INVALID_SERVER = aServer({ spec: { ipv4: "127.0.0.1" } });
const INVALID_PROFILE = aProfile({ spec: { kubernetesVersion: "x" } });

const RIVAL: NonNullable<Snapshot["rival"]> = {
  claim: { kind: "DuplicateName", key: "name w1", field: "metadata.name", value: "w1" },
  server: aServer({ metadata: { namespace: "dc0" } }),
};

const conditions = fc.subarray([
  aCondition("Complete", "True"),
  aCondition("Failed", "True"),
  aCondition("Bootstrapped", "True", { lastTransitionTime: NOW }),
  aCondition("HostReachable", "False"),
]);

const status = fc.record(
  {
    conditions: fc.oneof(fc.constant<Condition[]>([]), conditions),
    startTime: fc.constantFrom(NOW, HOUR_AGO),
    dcJobID: fc.constant("j"),
    kubernetesVersion: fc.constantFrom("1.34", "1.34.4", "x"),
  },
  { requiredKeys: [] },
);

/** Mostly there, sometimes not. */
function mostly<T>(...values: T[]): fc.Arbitrary<T | undefined> {
  return fc.option(fc.constantFrom(...values), { nil: undefined, freq: 6 });
}

const world: fc.Arbitrary<Snapshot> = fc.record({
  operation: status.map(of => anOperation({ status: of })),
  server: mostly(
    aServer(),
    aServer({ status: { hostKeys: [KEY], machineID: MACHINE_ID } }),
    aServer({ spec: { routerIP: "100.64.0.9" }, status: { hostKeys: [KEY] } }),
    INVALID_SERVER,
  ),
  rival: fc.constantFrom(undefined, undefined, undefined, RIVAL),
  profileName: mostly("k8s-1-34"),
  profile: mostly(aProfile(), aProfile({ spec: { cni: "bridge" } }), INVALID_PROFILE),
  router: fc.constantFrom(undefined, aRouter(), aRouter({ spec: { hostKeys: [KEY] } })),
  predecessor: fc.constantFrom(undefined, undefined, undefined, "op0"),
  node: fc.constantFrom(undefined, aNode(), aNode({ ready: false }), aNode({ machineID: "other" })),
  surroundings: fc.constantFrom(undefined, aWorld()),
  controlPlaneIp: mostly("100.64.0.1"),
  acceptsUnknownKeys: fc.boolean(),
  pauseAll: fc.boolean(),
  settingsProblem: fc.constantFrom(undefined, undefined, undefined, "settings: no"),
  nowMs: fc.constantFrom(NOW_MS, NOW_MS + 1),
});

/** Everything is there, valid, and named. */
function isComplete(snapshot: Snapshot): boolean {
  const { server, profile, profileName, controlPlaneIp, settingsProblem } = snapshot;
  const all = [server, profile, profileName, controlPlaneIp];
  return (
    settingsProblem === undefined &&
    !all.includes(undefined) &&
    server !== INVALID_SERVER &&
    profile !== INVALID_PROFILE
  );
}

/** The way is known, and every key on it. */
function isTrusted({ server, router, acceptsUnknownKeys }: Snapshot): boolean {
  const isRouted = server?.spec.routerIP === undefined || router !== undefined;
  const isRouterKnown = router === undefined || router.spec.hostKeys !== undefined;
  const isServerKnown = acceptsUnknownKeys || server?.status?.hostKeys !== undefined;
  return isRouted && isRouterKnown && isServerKnown;
}

/** It began an hour ago, which is too long. */
function isLate({ operation }: Snapshot): boolean {
  return operation.status?.startTime === HOUR_AGO;
}

/** Neither over, nor past its steps, nor past its deadline with nothing to be looked at, nor behind another one. */
function isDue(seen: Snapshot): boolean {
  const { operation, predecessor } = seen;
  const types = operation.status?.conditions?.map(({ type }) => type) ?? [];
  return (
    predecessor === undefined &&
    (!isLate(seen) || operation.status?.dcJobID !== undefined) &&
    types.every(type => type === "HostReachable")
  );
}

/** Nobody holds it, or its run is at work already. */
function isFree({ operation, pauseAll, rival }: Snapshot): boolean {
  const { dcJobID, startTime } = operation.status ?? {};
  const isHandedOver = dcJobID !== undefined;
  return (
    (!pauseAll || (isHandedOver && startTime !== undefined)) &&
    (rival === undefined || isHandedOver)
  );
}

describe("decide, in any world", () => {
  it("always has an answer, the same for the same world, and touches nothing", () => {
    const kinds = ["None", "Wait", "Fail", "AdoptRouter", "Run", "AwaitNode", "Complete"];
    fc.assert(
      fc.property(world, seen => {
        const decision = decide(frozen(seen));
        expect(kinds).toContain(decision.kind);
        // Ranges are objects of a class, which a clone is not.
        const { surroundings, ...plain } = seen;
        expect(decide({ ...structuredClone(plain), surroundings })).toEqual(decision);
      }),
      { numRuns: 500 },
    );
  });

  it("runs exactly what is complete, valid, on time, trusted and alone", () => {
    fc.assert(
      fc.property(world, seen => {
        const decision = decide(seen);
        const runs = isComplete(seen) && isTrusted(seen) && isDue(seen) && isFree(seen);
        expect(decision.kind === "Run").toBe(runs);
        expect(decision.kind === "Run" && decision.isLate).toBe(runs && isLate(seen));
      }),
      { numRuns: 1000 },
    );
  });

  it("takes every decision there is", () => {
    const kinds = fc.sample(world, { numRuns: 3000, seed: 1 }).map(seen => decide(seen).kind);
    expect([...new Set(kinds)].sort()).toEqual([
      "AdoptRouter",
      "AwaitNode",
      "Complete",
      "Fail",
      "None",
      "Run",
      "Wait",
    ]);
  });

  it("never touches a server for an operation that is over", () => {
    fc.assert(
      fc.property(world, fc.constantFrom("Complete", "Failed"), (seen, type) => {
        const over = {
          status: { ...seen.operation.status, conditions: [aCondition(type, "True")] },
        };
        expect(decide({ ...seen, operation: anOperation(over) })).toEqual({ kind: "None" });
      }),
    );
  });
});
