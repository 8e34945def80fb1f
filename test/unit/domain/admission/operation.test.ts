import type { Operation } from "../../../../lib/api/operation.generated";
import type { KnownWorld } from "../../../../lib/domain/admission/known-world";
import { judgeOperation } from "../../../../lib/domain/admission/operation";
import { aWorld, linesOf } from "../../../fakes/known-world";
import { aCondition, anOperation, aProfile, aServer } from "../../../fakes/samples";

const GONE = new Date("2026-01-01T00:00:00Z");
const SERVER = aServer({ spec: { provisioningProfile: "k8s-1-34" } });
const COMPLETE: Partial<KnownWorld> = { servers: [SERVER], profiles: [aProfile()] };

function judged(
  world: Partial<KnownWorld>,
  object = anOperation(),
  before?: Operation,
): ReturnType<typeof linesOf> {
  return linesOf(judgeOperation({ object, before }, aWorld(world)));
}

function other(rest: Parameters<typeof anOperation>[0] = {}): Operation {
  return anOperation({ ...rest, metadata: { name: "op0", uid: "other", ...rest.metadata } });
}

describe("an Operation", () => {
  it("is admitted where everything is there and nothing is at work", () => {
    expect(judged(COMPLETE)).toEqual({ refused: [], told: [] });
  });

  it("is the only one of its Server that has not ended (F33)", () => {
    expect(judged({ ...COMPLETE, operations: [other()] }).refused).toEqual([
      'spec.serverRef.name: Server "w1" has Operation dc1/op0, which has not ended (Pending); wait for its end, or delete it first',
    ]);
    const running = other({ status: { phase: "Running" } });
    expect(judged({ ...COMPLETE, operations: [running] }).refused[0]).toContain("(Running)");
  });

  it.each([
    ["itself", anOperation()],
    ["one of another namespace", other({ metadata: { namespace: "dc2" } })],
    ["one of another Server", other({ spec: { serverRef: { name: "w2" } } })],
    ["one that is being deleted", other({ metadata: { deletionTimestamp: GONE } })],
    ["one that is over", other({ status: { conditions: [aCondition("Failed", "True")] } })],
  ])("does not wait for %s", (_what, operation) => {
    expect(judged({ ...COMPLETE, operations: [operation] }).refused).toEqual([]);
  });

  it("is not judged when it is changed: its finalizers are all that may", () => {
    expect(judged({ operations: [other()] }, anOperation(), anOperation())).toEqual({
      refused: [],
      told: [],
    });
  });

  it("is told what is not there yet", () => {
    expect(judged({})).toEqual({
      refused: [],
      told: [
        'spec.serverRef.name: there is no Server "w1" in this namespace yet; the Operation waits for it',
      ],
    });
    expect(judged({ servers: [SERVER] }).told).toEqual([
      'spec.serverRef.name: Server "w1" names it: there is no ProvisioningProfile "k8s-1-34" in this namespace yet; operations wait for it',
    ]);
    const named = anOperation({ spec: { provisioningProfileRef: { name: "other" } } });
    expect(judged({ servers: [SERVER] }, named).told).toEqual([
      'spec.provisioningProfileRef.name: there is no ProvisioningProfile "other" in this namespace yet; operations wait for it',
    ]);
    expect(judged({ servers: [aServer()] }).told).toEqual([
      'spec.provisioningProfileRef: neither this Operation nor Server "w1" names a ProvisioningProfile; the Operation waits until the Server does',
    ]);
  });

  it("is refused where what it names is being deleted", () => {
    const servers = [aServer({ metadata: { deletionTimestamp: GONE }, spec: SERVER.spec })];
    const profiles = [aProfile({ metadata: { deletionTimestamp: GONE } })];
    expect(judged({ servers, profiles }).refused).toEqual([
      'spec.serverRef.name: Server "w1" is being deleted; order this again when there is a new one',
      'spec.serverRef.name: Server "w1" names it: ProvisioningProfile "k8s-1-34" is being deleted; name another one, or create it again when it is gone',
    ]);
  });

  it("is admitted on a Server that is being deleted when it resets that, whatever waits there", () => {
    const servers = [aServer({ metadata: { deletionTimestamp: GONE }, spec: SERVER.spec })];
    const reset = anOperation({ spec: { operation: "reset" } });
    const world = { ...COMPLETE, servers, operations: [other()] };
    expect(judged(world, reset).refused).toEqual([]);
    expect(judged({ ...COMPLETE, operations: [other()] }, reset).refused).toHaveLength(1);
  });

  it("bears an Operation without metadata", () => {
    const bare = { spec: anOperation().spec } as Operation;
    expect(judged({ operations: [bare] }).refused).toEqual([]);
    expect(judged({}, bare).refused).toEqual([]);
  });
});
