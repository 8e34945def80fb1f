import {
  CONNECT_TIMEOUT_SECONDS,
  RUN_GRACE_SECONDS,
  RUN_TIMEOUT_SECONDS,
} from "../../../../lib/defaults";
import { decide } from "../../../../lib/domain/operation/decide";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
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

const KEY = aHostKey().publicKey;
const DONE = [aCondition("Complete", "True")];
const BROKEN = [aCondition("Failed", "True")];
const BOOTSTRAPPED = [aCondition("Bootstrapped", "True", { lastTransitionTime: NOW })];
const INVALID = aServer({ spec: { ipv4: "127.0.0.1" } });

/** An operation that can run at once. */
function snapshot(rest: Partial<Snapshot> = {}): Snapshot {
  return frozen({
    operation: anOperation(),
    server: aServer(),
    profileName: "k8s-1-34",
    profile: aProfile(),
    router: undefined,
    predecessor: undefined,
    node: undefined,
    controlPlaneIp: "100.64.0.1",
    acceptsUnknownKeys: true,
    pauseAll: false,
    settingsProblem: undefined,
    nowMs: NOW_MS,
    ...rest,
  });
}

/** An operation that began at `NOW`, and has run over time at `nowMs`. */
function late(status: NonNullable<Snapshot["operation"]["status"]> = {}): Partial<Snapshot> {
  return { operation: anOperation({ status: { startTime: NOW, ...status } }), nowMs: NOW_MS + 1e9 };
}

describe("decide", () => {
  it("runs when everything is there", () => {
    const { operation, server, profile } = snapshot();
    expect(decide(snapshot({ operation, server, profile }))).toEqual({
      kind: "Run",
      operation,
      server,
      profile,
      profileName: "k8s-1-34",
      router: undefined,
      controlPlaneIp: "100.64.0.1",
    });
  });

  it("runs through a router whose key is known", () => {
    const router = aRouter({ status: { hostKeys: [KEY] } });
    const server = aServer({ spec: { routerIP: "100.64.0.9" } });
    expect(decide(snapshot({ server, router }))).toMatchObject({ kind: "Run", router });
  });

  it.each([
    { what: "succeeded", operation: anOperation({ status: { conditions: DONE } }) },
    { what: "failed", operation: anOperation({ status: { conditions: BROKEN } }) },
    {
      what: "is being deleted",
      operation: anOperation({ metadata: { deletionTimestamp: new Date() } }),
    },
  ])("does nothing for an operation that $what, whatever else is wrong", ({ operation }) => {
    expect(decide(snapshot({ operation }))).toEqual({ kind: "None" });
    expect(decide(snapshot({ operation, server: undefined, predecessor: "op0" }))).toEqual({
      kind: "None",
    });
  });

  it("looks only at the Node once every step succeeded", () => {
    const operation = anOperation({
      status: {
        startTime: NOW,
        dcJobID: "j",
        kubernetesVersion: "1.34.4",
        conditions: BOOTSTRAPPED,
      },
    });
    const server = aServer({ status: { machineID: MACHINE_ID } });
    const bare = {
      operation,
      server,
      profileName: undefined,
      profile: undefined,
      controlPlaneIp: undefined,
    };
    expect(decide(snapshot(bare)).kind).toBe("AwaitNode");
    expect(decide(snapshot({ ...bare, node: aNode(), nowMs: NOW_MS + 1e9 })).kind).toBe("Complete");
  });

  it("adopts a router that no Router names, with the credentials of the profile", () => {
    const server = aServer({ spec: { routerIP: "100.64.0.9" } });
    const profile = aProfile();
    expect(decide(snapshot({ server, profile }))).toEqual({
      kind: "AdoptRouter",
      tailscaleIP: "100.64.0.9",
      server,
      profile,
    });
  });

  it("waits for the first contact of a new router", () => {
    const server = aServer({ spec: { routerIP: "100.64.0.9" } });
    expect(decide(snapshot({ server, router: aRouter() }))).toMatchObject({
      kind: "Wait",
      reason: "RouterNotContacted",
      started: true,
    });
  });

  it("fails where no key is pinned and the policy is strict", () => {
    expect(decide(snapshot({ acceptsUnknownKeys: false }))).toMatchObject({
      kind: "Fail",
      reason: "HostKeyNotPinned",
    });
  });

  it("fails on a spec that admission could not see, with everything that is wrong", () => {
    const profile = aProfile({ spec: { kubernetesVersion: "latest" } });
    expect(decide(snapshot({ server: INVALID, profile }))).toMatchObject({
      kind: "Fail",
      reason: "InvalidSpec",
      message: expect.stringMatching(/^spec\.ipv4: .*\nspec\.kubernetesVersion: /) as string,
    });
  });

  it.each<{ missing: Partial<Snapshot>; reason: string; message: string; waitingFor: string }>([
    {
      missing: { server: undefined },
      reason: "ServerNotFound",
      message: "Server w1 does not exist",
      waitingFor: "Server/w1",
    },
    {
      missing: { profileName: undefined, profile: undefined },
      reason: "ProfileNotNamed",
      message: "neither the Operation nor Server w1 names a ProvisioningProfile",
      waitingFor: "Server/w1 spec.provisioningProfile",
    },
    {
      missing: { profile: undefined },
      reason: "ProfileNotFound",
      message: "ProvisioningProfile k8s-1-34 does not exist",
      waitingFor: "ProvisioningProfile/k8s-1-34",
    },
    {
      missing: { predecessor: "op0" },
      reason: "OperationInProgress",
      message: "Operation op0 on the same server has not ended",
      waitingFor: "Operation/op0",
    },
    {
      missing: { controlPlaneIp: undefined },
      reason: "SettingsMissing",
      message:
        "the setting control-plane-ip is not set, so servers cannot be told where the API server is",
      waitingFor: "ConfigMap/pepr-system/stargate-config control-plane-ip",
    },
  ])("waits with reason $reason", ({ missing, ...want }) => {
    expect(decide(snapshot(missing))).toEqual({ kind: "Wait", started: false, ...want });
  });

  it("names the first thing that is missing, in the order in which a user would look", () => {
    const fixes: [Partial<Snapshot>, string][] = [
      [
        { server: aServer({ spec: { ...INVALID.spec, routerIP: "100.64.0.9" } }) },
        "ServerNotFound",
      ],
      [{ profileName: "k8s-1-34" }, "ProfileNotNamed"],
      [{ profile: aProfile() }, "ProfileNotFound"],
      [{ predecessor: undefined }, "OperationInProgress"],
      [{ settingsProblem: undefined }, "InvalidSettings"],
      [{ controlPlaneIp: "100.64.0.1" }, "SettingsMissing"],
      [{ server: aServer({ spec: { routerIP: "100.64.0.9" } }) }, "InvalidSpec"],
    ];
    let world: Partial<Snapshot> = {
      ...late(),
      nowMs: NOW_MS,
      server: undefined,
      profileName: undefined,
      profile: undefined,
      predecessor: "op0",
      settingsProblem: "settings: no",
      controlPlaneIp: undefined,
      acceptsUnknownKeys: false,
    };
    expect(decide(snapshot({ ...world, ...late() }))).toHaveProperty("reason", "RunTimedOut");
    for (const [fix, reason] of fixes) {
      expect(decide(snapshot(world))).toHaveProperty("reason", reason);
      world = { ...world, ...fix };
    }
    expect(decide(snapshot(world)).kind).toBe("AdoptRouter");
    expect(decide(snapshot({ ...world, router: aRouter() }))).toHaveProperty(
      "reason",
      "HostKeyNotPinned",
    );
  });
});

describe("decide, on time", () => {
  it.each([
    { what: "reaching the host", status: {}, seconds: CONNECT_TIMEOUT_SECONDS },
    {
      what: "the whole run",
      status: { dcJobID: "j" },
      seconds: CONNECT_TIMEOUT_SECONDS + RUN_TIMEOUT_SECONDS + RUN_GRACE_SECONDS,
    },
  ])("gives up $what exactly at the deadline", ({ status, seconds }) => {
    const operation = anOperation({ status: { startTime: NOW, ...status } });
    const endMs = NOW_MS + seconds * 1000;
    expect(decide(snapshot({ operation, nowMs: endMs - 1 })).kind).toBe("Run");
    expect(decide(snapshot({ operation, nowMs: endMs }))).toEqual({
      kind: "Fail",
      reason: "RunTimedOut",
      message: `not done within ${seconds} s; last: nothing was tried`,
    });
  });

  it("keeps to the profile's own limits", () => {
    const profile = aProfile({ spec: { timeouts: { connectSeconds: 5, runSeconds: 10 } } });
    const before = { ...late(), profile, nowMs: NOW_MS + 4999 };
    expect(decide(snapshot(before)).kind).toBe("Run");
    expect(decide(snapshot({ ...before, nowMs: NOW_MS + 5000 })).kind).toBe("Fail");
  });

  it("does not count the time before work began", () => {
    const operation = anOperation({ metadata: { creationTimestamp: new Date(0) } });
    expect(decide(snapshot({ operation, nowMs: NOW_MS + 1e12 })).kind).toBe("Run");
  });

  it("tells why the host was not reached", () => {
    const conditions = [
      aCondition("Complete", "False", { reason: "JumpUnreachable", message: "no route" }),
    ];
    expect(decide(snapshot(late({ conditions })))).toEqual({
      kind: "Fail",
      reason: "JumpUnreachable",
      message: `not done within ${CONNECT_TIMEOUT_SECONDS} s; last: no route`,
    });
  });

  it.each(["InProgress", "StepsRunning"])("does not blame the work itself: %s", reason => {
    const conditions = [aCondition("Complete", "False", { reason, message: "answers" })];
    expect(decide(snapshot(late({ dcJobID: "j", conditions })))).toMatchObject({
      reason: "RunTimedOut",
      message: expect.stringMatching(/; last: answers$/) as string,
    });
  });
});
