import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import type { ServerStatus } from "../../../../lib/api/server.generated";
import { MESSAGE_LIMIT_CHARACTERS } from "../../../../lib/defaults";
import {
  serverStatus,
  type ServerNode,
  type ServerSnapshot,
} from "../../../../lib/domain/server/status";
import {
  aCondition,
  anObject,
  aNode,
  anOperation,
  aServer,
  aWait,
  frozen,
  laterBy,
  MACHINE_ID,
  NOW,
} from "../../../fakes/samples";

const KNOWN: ServerStatus = { machineID: MACHINE_ID, appliedProvisioningProfile: "p" };

function snapshot(rest: Partial<ServerSnapshot> = {}): ServerSnapshot {
  return frozen({
    ...{ server: aServer({ status: KNOWN }), operations: [], rival: undefined, node: undefined },
    misplacement: undefined,
    pauseAll: false,
    settingsProblem: undefined,
    ...rest,
  });
}

function node(rest: Partial<ServerNode> = {}): ServerNode {
  return { ...aNode(), podCIDR: "10.244.1.0/24", ...rest };
}

/** An operation that is as far as its status says. */
function operation(status: OperationStatus = {}, name = "op1"): Operation {
  return anOperation({ metadata: { name, creationTimestamp: NOW as unknown as Date }, status });
}

const COMPLETE = { conditions: [aCondition("Complete", "True")] };
const FAILED = { conditions: [aCondition("Failed", "True")], message: "step kubelet: no" };
const NO_PROFILE = aWait("ProfileNotFound", "ProvisioningProfile dc1/p");
const PENDING = operation({ message: "no profile", waitingFor: NO_PROFILE });
const RUNNING = operation({ startTime: NOW, message: "step 3/9 sysctl" });
const SUCCEEDED = operation({ startTime: NOW, ...COMPLETE, message: "done" });
const BROKEN = operation({ startTime: NOW, ...FAILED, waitingFor: aWait("RunsLimited") });

const GOOD = node();
const FOREIGN = node({ machineID: "0".repeat(32), podCIDR: "10.99.0.0/24" });
const UNREADY = node({ ready: false, notReadyMessage: "cni plugin not initialized" });

function conditionOf(status: ServerStatus, type: string) {
  return status.conditions?.find(condition => condition.type === type);
}

describe("serverStatus", () => {
  it.each<[string, readonly Operation[], ServerNode | undefined, string]>([
    ["error without its Node", [], undefined, "no Node w1 is registered"],
    ["ready with its Node", [], GOOD, "Node w1 is Ready with v1.34.4"],
    ["error with an unready Node", [], UNREADY, "Node w1 is not Ready: cni plugin not initialized"],
    ["error with a foreign Node", [], FOREIGN, "Node w1 is machine 0000"],
    ["ready before an operation", [operation()], GOOD, "Node w1 is Ready with v1.34.4"],
    ["ready while one waits", [PENDING], GOOD, "Operation op1: no profile"],
    ["provisioning while one runs", [RUNNING], undefined, "Operation op1: step 3/9 sysctl"],
    ["provisioning while one runs again", [RUNNING], GOOD, "Operation op1: step 3/9 sysctl"],
    ["ready after a good one", [SUCCEEDED], GOOD, "Node w1 is Ready with v1.34.4"],
    ["error after its Node went", [SUCCEEDED], undefined, "no Node w1 is registered"],
    [
      "ready after a bad one that left its Node Ready",
      [BROKEN],
      GOOD,
      "Operation op1: step kubelet: no",
    ],
    ["error after the first one failed", [BROKEN], undefined, "Operation op1: step kubelet: no"],
  ])("is %s", (what, operations, seen, said) => {
    const status = serverStatus(snapshot({ operations, node: seen }), NOW);
    expect(status.state).toBe(what.split(" ")[0]);
    expect(status.message).toContain(said);
  });

  it("is pending while no operation was there, whatever Node has its name", () => {
    expect(serverStatus(snapshot({ server: aServer() }), NOW)).toMatchObject({
      state: "pending",
      message: "the server is no node; a repave makes it one",
    });
    expect(serverStatus(snapshot({ server: aServer(), operations: [PENDING] }), NOW).state).toBe(
      "pending",
    );
    // A Server that was deleted and made again: only its host can tell whether the Node is its own.
    const again = serverStatus(snapshot({ server: aServer(), node: GOOD }), NOW);
    expect(again.state).toBe("error");
    expect(again.message).toContain("the next operation tells whether it is");
  });

  it.each([
    { seen: GOOD, want: ["True", "NodeReady"] },
    { seen: UNREADY, want: ["False", "NodeNotReady"] },
    { seen: FOREIGN, want: ["False", "NodeIdentityMismatch"] },
    { seen: undefined, want: ["False", "NodeNotRegistered"] },
  ])("judges the Node: $want", ({ seen, want: [status, reason] }) => {
    const judged = serverStatus(snapshot({ node: seen }), NOW);
    expect(conditionOf(judged, "NodeReady")).toMatchObject({
      status,
      reason,
      observedGeneration: 3,
    });
    expect(conditionOf(judged, "Ready")).toEqual({
      ...conditionOf(judged, "NodeReady"),
      type: "Ready",
    });
  });

  it("leaves the judgement of contact and key to operations", () => {
    const fresh = serverStatus(snapshot({ server: aServer() }), NOW);
    expect(conditionOf(fresh, "Reachable")).toMatchObject({
      status: "Unknown",
      reason: "NotStarted",
      message: "",
    });
    expect(conditionOf(fresh, "HostKeyTrusted")).toMatchObject({
      status: "Unknown",
      reason: "NotStarted",
      message: "",
    });
    const judged = aCondition("Reachable", "True", { reason: "Connected" });
    const server = aServer({ status: { ...KNOWN, conditions: [judged] } });
    const later = serverStatus(snapshot({ server }), NOW);
    expect(conditionOf(later, "Reachable")).toEqual(judged);
    expect(later.conditions?.map(({ type }) => type)).toEqual([
      "HostKeyTrusted",
      "NodeReady",
      "Paused",
      "Reachable",
      "Ready",
    ]);
  });

  it("shows name, block and version of its own Node", () => {
    expect(serverStatus(snapshot({ node: GOOD }), NOW)).toMatchObject({
      nodeName: "w1",
      podCIDR: "10.244.1.0/24",
      os: "k8s-1.34",
    });
  });

  it("shows nothing of a Node that is not its own", () => {
    const status = serverStatus(snapshot({ node: FOREIGN }), NOW);
    expect(status).not.toHaveProperty("podCIDR");
    expect(status).not.toHaveProperty("nodeName");
    expect(status).not.toHaveProperty("os");
  });

  it("leaves out what the Node does not have", () => {
    const seen = node({ podCIDR: undefined, kubeletVersion: "unknown" });
    const status = serverStatus(snapshot({ node: seen }), NOW);
    expect(status.nodeName).toBe("w1");
    expect(status).not.toHaveProperty("podCIDR");
    expect(status).not.toHaveProperty("os");
  });

  it("is no Node any more when that is gone, or turns out to be another machine", () => {
    const server = aServer({ status: { ...KNOWN, nodeName: "w1", os: "k8s-1.34" } });
    expect(serverStatus(snapshot({ server, node: UNREADY }), NOW).nodeName).toBe("w1");
    for (const other of [undefined, FOREIGN]) {
      const status = serverStatus(snapshot({ server, node: other }), NOW);
      expect(status).not.toHaveProperty("nodeName");
      expect(status).not.toHaveProperty("os");
    }
  });

  it("stays the Node that a run makes anew", () => {
    const server = aServer({ status: { ...KNOWN, nodeName: "w1", os: "k8s-1.34" } });
    const status = serverStatus(snapshot({ server, operations: [RUNNING], node: FOREIGN }), NOW);
    expect([status.state, status.nodeName, status.os]).toEqual(["provisioning", "w1", "k8s-1.34"]);
  });

  it("keeps the record when the Node is gone, for routes are made from it", () => {
    const record = {
      ...KNOWN,
      podCIDR: "10.244.1.0/24",
      hostKeys: ["k"],
      appliedProvisioningProfile: "p",
    };
    expect(serverStatus(snapshot({ server: aServer({ status: record }) }), NOW)).toMatchObject(
      record,
    );
  });

  it("waits for what its operation waits for, until that is over", () => {
    const waited = aServer({ status: { ...KNOWN, waitingFor: aWait("RunsLimited") } });
    const waitingFor = (operations: Operation[]) =>
      serverStatus(snapshot({ server: waited, operations }), NOW).waitingFor;
    expect(waitingFor([PENDING])).toEqual(NO_PROFILE);
    expect(waitingFor([RUNNING])).toBeUndefined();
    expect(waitingFor([BROKEN])).toBeUndefined();
    expect(waitingFor([])).toBeUndefined();
    const status = serverStatus(snapshot({ server: waited, operations: [RUNNING] }), NOW);
    expect(status).not.toHaveProperty("waitingFor");
  });

  it("keeps the time of the last change while the state stays", () => {
    const before = serverStatus(snapshot({ node: GOOD }), laterBy(-60));
    expect(before.lastUpdated).toBe(laterBy(-60));
    const server = aServer({ status: before });
    expect(serverStatus(snapshot({ server, node: GOOD }), NOW).lastUpdated).toBe(laterBy(-60));
    expect(serverStatus(snapshot({ server, node: UNREADY }), NOW).lastUpdated).toBe(NOW);
    expect(
      serverStatus(snapshot({ server, operations: [PENDING], node: GOOD }), NOW).lastUpdated,
    ).toBe(laterBy(-60));
  });

  it("says the same the second time", () => {
    const before = serverStatus(snapshot({ operations: [RUNNING], node: GOOD }), NOW);
    const server = aServer({ status: before });
    expect(
      serverStatus(snapshot({ server, operations: [RUNNING], node: GOOD }), laterBy(60)),
    ).toEqual(before);
  });

  it("clips what is too long to say", () => {
    const operations = [operation({ startTime: NOW, message: "x".repeat(5000) })];
    expect(serverStatus(snapshot({ operations }), NOW).message).toHaveLength(
      MESSAGE_LIMIT_CHARACTERS,
    );
  });

  it("begins anew where it is made again, whatever became of the one before it", () => {
    const made = { creationTimestamp: laterBy(60) as unknown as Date };
    const server = aServer({ metadata: made });
    const reset = operation({ ...FAILED, serverUID: "another", completionTime: laterBy(90) });
    const refused = operation({ ...FAILED, completionTime: NOW });
    const status = serverStatus(snapshot({ server, operations: [refused, reset] }), NOW);
    expect(status).toMatchObject({
      state: "pending",
      message: "the server is no node; a repave makes it one",
    });
  });

  it("does not fail on objects without metadata", () => {
    const server = aServer({ status: KNOWN });
    const nameless = anOperation({ status: { message: "m" } });
    delete server.metadata;
    delete nameless.metadata;
    const status = serverStatus(snapshot({ server, operations: [nameless, nameless] }), NOW);
    expect(status).toMatchObject({ observedGeneration: 0, message: "Operation : m" });
    expect(serverStatus(snapshot({ server }), NOW).message).toBe("no Node  is registered");
  });
});

describe("a Server that another one comes before", () => {
  const rival: ServerSnapshot["rival"] = {
    claim: { kind: "DuplicateName", key: "name w1", field: "metadata.name", value: "w1" },
    server: aServer({ metadata: { namespace: "dc0" } }),
  };

  it("waits for it, and is not Ready, whatever its Node is", () => {
    const status = serverStatus(snapshot({ rival, node: node(), operations: [PENDING] }), NOW);
    expect(status.waitingFor).toMatchObject({
      reason: "DuplicateName",
      object: anObject("Server dc0/w1"),
    });
    expect(status.message).toContain('metadata.name: "w1" is also the name of Server dc0/w1');
    const ready = status.conditions?.find(({ type }) => type === "Ready");
    expect([ready?.status, ready?.reason]).toEqual(["False", "DuplicateName"]);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: "NodeReady", status: "True" }),
    );
  });

  it("waits no more once that is gone", () => {
    const before = serverStatus(snapshot({ rival }), NOW);
    const after = serverStatus(snapshot({ server: aServer({ status: before }) }), NOW);
    expect(after).not.toHaveProperty("waitingFor");
  });
});
