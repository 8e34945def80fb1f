import { NODE_READY_TIMEOUT_SECONDS } from "../../../../lib/defaults";
import type { NodeEvidence } from "../../../../lib/domain/operation/judge-node";
import { decideNode } from "../../../../lib/domain/operation/decide-node";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import {
  aCondition,
  aNode,
  anOperation,
  aProfile,
  aServer,
  MACHINE_ID,
  NOW,
  NOW_MS,
} from "../../../fakes/samples";

const SERVER = aServer({ status: { machineID: MACHINE_ID } });

/** A run that ended well at `NOW`. */
const OPERATION = anOperation({
  status: {
    kubernetesVersion: "1.34.4",
    provisioningProfile: "k8s-1-34",
    conditions: [aCondition("Bootstrapped", "True", { lastTransitionTime: NOW })],
  },
});

function snapshot(rest: Partial<Snapshot> = {}): Snapshot {
  return {
    operation: OPERATION,
    server: SERVER,
    rival: undefined,
    profileName: "k8s-1-34",
    profile: aProfile(),
    router: undefined,
    predecessor: undefined,
    node: aNode(),
    surroundings: undefined,
    controlPlaneIp: "100.64.0.1",
    pauseAll: false,
    settingsProblem: undefined,
    acceptsUnknownKeys: true,
    nowMs: NOW_MS,
    ...rest,
  };
}

describe("decideNode", () => {
  it("completes when the Node is what it must be", () => {
    expect(decideNode(snapshot())).toEqual({
      kind: "Complete",
      message: "Node w1 is Ready with v1.34.4",
      node: aNode(),
    });
  });

  it("completes late rather than never", () => {
    expect(decideNode(snapshot({ nowMs: NOW_MS + 1e9 })).kind).toBe("Complete");
  });

  it("fails when the Server is gone", () => {
    expect(decideNode(snapshot({ server: undefined }))).toEqual({
      kind: "Fail",
      reason: "ServerNotFound",
      message: "Server w1 was deleted during the operation",
    });
  });

  it("fails at once when the Node is another machine's", () => {
    const node = aNode({ machineID: "0".repeat(32) });
    expect(decideNode(snapshot({ node }))).toMatchObject({
      kind: "Fail",
      reason: "NodeIdentityMismatch",
    });
  });

  it.each([
    { what: "is missing", node: undefined, reason: "NodeNotRegistered" },
    { what: "is not Ready", node: aNode({ ready: false }), reason: "NodeNotReady" },
    {
      what: "has the old version",
      node: aNode({ kubeletVersion: "v1.33.1" }),
      reason: "NodeNotReady",
    },
  ])("waits exactly until the deadline for a Node that $what", ({ node, reason }) => {
    const endMs = NOW_MS + NODE_READY_TIMEOUT_SECONDS * 1000;
    expect(decideNode(snapshot({ node, nowMs: endMs - 1 }))).toMatchObject({
      kind: "AwaitNode",
      reason,
    });
    expect(decideNode(snapshot({ node, nowMs: endMs }))).toMatchObject({ kind: "Fail", reason });
  });

  it("says how long it waited", () => {
    const profile = aProfile({ spec: { timeouts: { nodeReadySeconds: 5 } } });
    const late = snapshot({ node: undefined, profile, nowMs: NOW_MS + 5000 });
    expect(decideNode(late)).toEqual({
      kind: "Fail",
      reason: "NodeNotRegistered",
      message: "no Node w1 is registered, 5 s after the run",
    });
  });

  it("keeps to the default deadline when the profile is gone", () => {
    const nowMs = NOW_MS + NODE_READY_TIMEOUT_SECONDS * 1000;
    const gone = { node: undefined, profile: undefined };
    expect(decideNode(snapshot({ ...gone, nowMs: nowMs - 1 })).kind).toBe("AwaitNode");
    expect(decideNode(snapshot({ ...gone, nowMs })).kind).toBe("Fail");
  });

  it("does not give up where nobody knows since when it waits", () => {
    const operation = anOperation({ status: { kubernetesVersion: "1.34.4" } });
    const decision = decideNode(snapshot({ operation, node: undefined, nowMs: NOW_MS + 1e12 }));
    expect(decision.kind).toBe("AwaitNode");
  });

  it("never takes a Node for the wanted version when no version was recorded", () => {
    expect(decideNode(snapshot({ operation: anOperation() })).kind).toBe("AwaitNode");
    expect(decideNode(snapshot({ operation: anOperation({ status: {} }) })).kind).toBe("AwaitNode");
  });

  it("takes any version for a Node of an operation that recorded none", () => {
    expect(decideNode(snapshot({ operation: anOperation({ status: {} }) })).kind).toBe("AwaitNode");
  });
});

describe("decideNode, of a reboot", () => {
  const operation = anOperation({ spec: { operation: "reboot" }, status: { bootID: "boot-1" } });

  it.each<readonly [string, Partial<NodeEvidence> | undefined, string]>([
    ["that has reported since, and is Ready", {}, "Complete"],
    ["in whatever version", { kubeletVersion: "v1.20.0" }, "Complete"],
    ["that has not reported since", { bootID: "boot-0" }, "AwaitNode"],
    ["that is not Ready yet", { ready: false }, "AwaitNode"],
    ["of another machine", { machineID: "f".repeat(32) }, "Fail"],
    ["that is not there: the server is no Node", undefined, "Complete"],
  ])("of a Node %s", (_, change, kind) => {
    const node = change === undefined ? undefined : aNode(change);
    expect(decideNode(snapshot({ operation, node })).kind).toBe(kind);
  });
});
