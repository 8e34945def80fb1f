import { decide } from "../../../../lib/domain/operation/decide";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import {
  aCondition,
  aHostKey,
  anObject,
  aNode,
  anOperation,
  aProfile,
  aRouter,
  aServer,
  MACHINE_ID,
  NOW,
  NOW_MS,
} from "../../../fakes/samples";
import { late, snapshot } from "./snapshots";

const KEY = aHostKey().publicKey;
const DONE = [aCondition("Complete", "True")];
const BROKEN = [aCondition("Failed", "True")];
const BOOTSTRAPPED = [aCondition("Bootstrapped", "True", { lastTransitionTime: NOW })];
const INVALID = aServer({ spec: { ipv4: "127.0.0.1" } });

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
      openGates: ["drain"],
      isNode: false,
      isLate: false,
      hold: undefined,
    });
  });

  it("waits for a Server that claims the same and was first, but follows a run that is at work", () => {
    const rival: NonNullable<Snapshot["rival"]> = {
      claim: { kind: "DuplicateName", key: "name w1", field: "metadata.name", value: "w1" },
      server: aServer({ metadata: { namespace: "dc0" } }),
    };
    expect(decide(snapshot({ rival, predecessor: "op0" }))).toMatchObject({
      kind: "Wait",
      reason: "DuplicateName",
      object: anObject("Server dc0/w1"),
    });
    const operation = anOperation({ status: { dcJobID: "j", startTime: NOW } });
    expect(decide(snapshot({ rival, operation }))).toMatchObject({ kind: "Run" });
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

  it.each<{ missing: Partial<Snapshot>; reason: string; message: string; object: string }>([
    {
      missing: { server: undefined },
      reason: "ServerNotFound",
      message: "Server w1 does not exist",
      object: "Server dc1/w1",
    },
    {
      missing: { profileName: undefined, profile: undefined },
      reason: "ProfileNotNamed",
      message: "neither the Operation nor Server w1 names a ProvisioningProfile",
      object: "Server dc1/w1",
    },
    {
      missing: { profile: undefined },
      reason: "ProfileNotFound",
      message: "ProvisioningProfile k8s-1-34 does not exist",
      object: "ProvisioningProfile dc1/k8s-1-34",
    },
    {
      missing: { predecessor: "op0" },
      reason: "OperationInProgress",
      message: "Operation op0 on the same server has not ended",
      object: "Operation dc1/op0",
    },
    {
      missing: { controlPlaneIp: undefined },
      reason: "SettingsMissing",
      message:
        "the setting control-plane-ip is not set, so servers cannot be told where the API server is",
      object: "ConfigMap pepr-system/stargate-config",
    },
  ])("waits with reason $reason", ({ missing, object, ...want }) => {
    const wait = { ...want, object: anObject(object), started: false };
    expect(decide(snapshot(missing))).toEqual({ kind: "Wait", ...wait });
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
