import type { Operation } from "../../../../lib/api/operation.generated";
import {
  CONNECT_TIMEOUT_SECONDS,
  RUN_GRACE_SECONDS,
  RUN_TIMEOUT_SECONDS,
  TEARDOWN_SECONDS,
} from "../../../../lib/defaults";
import { decideDeletion } from "../../../../lib/domain/operation/decide-deletion";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import {
  aCondition,
  anObject,
  anOperation,
  aRouter,
  aServer,
  NOW,
  NOW_MS,
} from "../../../fakes/samples";
import { snapshot } from "./snapshots";

const FINALIZER = "stargate.io/cleanup";
/** Time from the start of an operation after which its run must have ended by itself. */
const LIMIT_MS = (CONNECT_TIMEOUT_SECONDS + RUN_TIMEOUT_SECONDS + RUN_GRACE_SECONDS) * 1000;
const AT_WORK = { startTime: NOW, dcJobID: "stargate-x" };

/** An operation that was deleted. */
function deleted({
  status = AT_WORK,
  finalizers = [FINALIZER],
  annotations = {},
}: {
  status?: NonNullable<Operation["status"]>;
  finalizers?: string[];
  annotations?: Record<string, string>;
} = {}): Operation {
  const operation = anOperation({ metadata: { deletionTimestamp: new Date(NOW) }, status });
  return { ...operation, metadata: { ...operation.metadata, finalizers, annotations } };
}

function decided(rest: Partial<Snapshot> = {}): ReturnType<typeof decideDeletion> {
  return decideDeletion(
    snapshot({
      operation: deleted(),
      controlPlaneIp: undefined,
      acceptsUnknownKeys: false,
      pauseAll: true,
      ...rest,
    }),
  );
}

describe("an operation that was deleted", () => {
  it("has its run stopped, whatever else is missing or paused", () => {
    const router = aRouter();
    const server = aServer({ spec: { routerIP: "100.64.0.9" } });
    expect(decided({ router, server })).toMatchObject({ kind: "Cancel", router, server });
  });

  it("waits for settings that tell the way, but not for ever", () => {
    const settingsProblem = "settings: ssh-port: no";
    expect(decided({ settingsProblem })).toMatchObject({
      kind: "Wait",
      reason: "InvalidSettings",
      message: settingsProblem,
      object: anObject("ConfigMap pepr-system/stargate-config"),
    });
    const late = NOW_MS + LIMIT_MS;
    expect(decided({ settingsProblem, nowMs: late }).kind).toBe("Release");
    const operation = deleted({ status: { startTime: NOW } });
    expect(decided({ settingsProblem, operation }).kind).toBe("Release");
  });

  it("is none of our business without our finalizer", () => {
    expect(decided({ operation: deleted({ finalizers: ["other"] }) })).toEqual({ kind: "None" });
    expect(decided({ operation: anOperation() })).toEqual({ kind: "None" });
  });

  it.each([
    ["was never handed over", { startTime: NOW }],
    ["succeeded", { ...AT_WORK, conditions: [aCondition("Complete", "True")] }],
    ["failed", { ...AT_WORK, conditions: [aCondition("Failed", "True")] }],
    ["has done its steps", { ...AT_WORK, conditions: [aCondition("Bootstrapped", "True")] }],
  ])("goes without a word when its run %s", (_, status) => {
    const operation = deleted({ status });
    expect(decided({ operation })).toEqual({ kind: "Release", skipped: undefined });
  });

  it("goes when a person says so, and the reason is kept", () => {
    const annotations = { "stargate.io/skip-cleanup": "the rack burnt down" };
    expect(decided({ operation: deleted({ annotations }) })).toEqual({
      kind: "Release",
      skipped: 'its annotation says so: "the rack burnt down"',
    });
  });

  it.each([
    ["Server", { server: undefined }, /Server or its ProvisioningProfile is gone/],
    ["profile", { profile: undefined }, /Server or its ProvisioningProfile is gone/],
    [
      "router",
      { server: aServer({ spec: { routerIP: "100.64.0.9" } }) },
      /Router 100.64.0.9 is gone/,
    ],
  ])("goes when there is no way to the server: no %s", (_, rest, why) => {
    const decision = decided(rest);
    expect(decision).toMatchObject({
      kind: "Release",
      skipped: expect.stringMatching(why) as string,
    });
  });

  it("waits no longer than the run itself can last", () => {
    const seconds = CONNECT_TIMEOUT_SECONDS + RUN_TIMEOUT_SECONDS + RUN_GRACE_SECONDS;
    expect(decided({ nowMs: NOW_MS + seconds * 1000 - 1 }).kind).toBe("Cancel");
    expect(decided({ nowMs: NOW_MS + seconds * 1000 }).kind).toBe("Release");
  });

  it("holds up nobody who deletes the Server, too", () => {
    const server = aServer({ metadata: { deletionTimestamp: new Date(NOW) } });
    expect(decided({ server, nowMs: NOW_MS + TEARDOWN_SECONDS * 1000 - 1 }).kind).toBe("Cancel");
    expect(decided({ server, nowMs: NOW_MS + TEARDOWN_SECONDS * 1000 }).kind).toBe("Release");
  });

  it("counts from its deletion when nobody knows when it began", () => {
    const operation = deleted({ status: { dcJobID: "stargate-x" } });
    expect(decided({ operation }).kind).toBe("Cancel");
    expect(decided({ operation, nowMs: NOW_MS + 1e9 }).kind).toBe("Release");
  });
});
