import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import type { ServerStatus } from "../../../../lib/api/server.generated";
import { type ServerSnapshot, serverStatus } from "../../../../lib/domain/server/status";
import {
  aNode,
  anObject,
  anOperation,
  aServer,
  aWait,
  frozen,
  laterBy,
  MACHINE_ID,
  NOW,
} from "../../../fakes/samples";

const KNOWN: ServerStatus = { machineID: MACHINE_ID };
const GOOD = { ...aNode(), podCIDR: "10.244.1.0/24" };
const PENDING = operation({ waitingFor: aWait("ProfileNotFound", "ProvisioningProfile dc1/p") });

function snapshot(rest: Partial<ServerSnapshot>): ServerSnapshot {
  const nobody = { operations: [], rival: undefined, misplacement: undefined, node: undefined };
  return frozen({
    server: aServer({ status: KNOWN }),
    pauseAll: false,
    settingsProblem: undefined,
    ...nobody,
    ...rest,
  });
}

function operation(status: OperationStatus): Operation {
  return anOperation({ status });
}

function conditionOf(status: ServerStatus, type: string) {
  return status.conditions?.find(condition => condition.type === type);
}

describe("a Server that is paused", () => {
  const paused = aServer({ spec: { paused: true }, status: KNOWN });

  it.each([
    { what: "itself", rest: { server: paused }, object: "Server dc1/w1" },
    {
      what: "everything",
      rest: { pauseAll: true },
      object: "ConfigMap pepr-system/stargate-config",
    },
  ])("says so without any operation, and how it ends: $what", ({ rest, object }) => {
    const status = serverStatus(snapshot({ ...rest, node: GOOD }), NOW);
    expect(status.waitingFor).toMatchObject({
      reason: "Paused",
      object: anObject(object),
      since: NOW,
      clearsWhen: "The pause is taken back.",
    });
    expect(conditionOf(status, "Paused")).toMatchObject({ status: "True", reason: "Paused" });
    expect(conditionOf(status, "Ready")).toMatchObject({ status: "True" });
  });

  it("takes it back with the pause", () => {
    const status = serverStatus(snapshot({ server: paused }), laterBy(-60));
    const after = serverStatus(snapshot({ server: aServer({ status }) }), NOW);
    expect(after).not.toHaveProperty("waitingFor");
    expect(conditionOf(after, "Paused")).toMatchObject({ status: "False", reason: "NotPaused" });
  });

  it("has waited since it was paused, whatever its operation waits for", () => {
    const status = serverStatus(snapshot({ server: paused }), laterBy(-60));
    const server = aServer({ spec: { paused: true }, status });
    const after = serverStatus(snapshot({ server, operations: [PENDING] }), NOW);
    expect(after.waitingFor).toEqual(status.waitingFor);
  });

  it("is still not Ready while another one claims the same", () => {
    const claim = { kind: "DuplicateName", key: "name w1", field: "f", value: "w1" } as const;
    const rival = { claim, server: aServer({ metadata: { namespace: "dc0" } }) };
    const status = serverStatus(snapshot({ server: paused, rival }), NOW);
    expect(status.waitingFor?.reason).toBe("Paused");
    expect(conditionOf(status, "Ready")).toMatchObject({ reason: "DuplicateName" });
  });
});

describe("a Server whose place is wrong", () => {
  it("waits for its place until its Node proves that it can be reached", () => {
    const misplacement: ServerSnapshot["misplacement"] = {
      reason: "AddressOutsideSubnets",
      message: "spec.ipv4: no",
      object: { kind: "Router", namespace: "dc1", name: "r" },
    };
    const status = serverStatus(snapshot({ misplacement }), NOW);
    expect(status).toMatchObject({ message: "spec.ipv4: no", waitingFor: misplacement });
    expect(conditionOf(status, "Ready")).toMatchObject({
      status: "False",
      reason: "AddressOutsideSubnets",
    });
    const good = serverStatus(snapshot({ misplacement, node: GOOD }), NOW);
    expect(conditionOf(good, "Ready")?.status).toBe("True");
    expect(good).not.toHaveProperty("waitingFor");
    const claim = { kind: "DuplicateName", key: "name w1", field: "f", value: "w1" } as const;
    const rival = { claim, server: aServer({ metadata: { namespace: "dc0" } }) };
    const both = serverStatus(snapshot({ misplacement, rival }), NOW);
    expect(both.waitingFor?.object).toEqual({ kind: "Server", namespace: "dc0", name: "w1" });
  });
});

describe("the wait of a Server's operation", () => {
  it("is the Server's since it is the operation's", () => {
    const waitingFor = aWait("SecretNotFound", "Secret dc1/ssh", { since: laterBy(-60) });
    const status = serverStatus(snapshot({ operations: [operation({ waitingFor })] }), NOW);
    expect(status.waitingFor).toEqual(waitingFor);
  });

  it("began with this one, whatever an earlier one waited for", () => {
    const earlier = aWait("SecretNotFound", "Secret dc1/ssh", { since: laterBy(-600) });
    const server = aServer({ status: { waitingFor: earlier } });
    const waitingFor = aWait("SecretNotFound", "Secret dc1/ssh", { since: laterBy(-60) });
    const status = serverStatus(snapshot({ server, operations: [operation({ waitingFor })] }), NOW);
    expect(status.waitingFor?.since).toBe(laterBy(-60));
  });

  it("is none where an earlier version stored a text", () => {
    const status = { waitingFor: "Secret/dc1/ssh" } as unknown as OperationStatus;
    const server = aServer({ status: { waitingFor: "old" } as unknown as ServerStatus });
    expect(
      serverStatus(snapshot({ server, operations: [operation(status)] }), NOW),
    ).not.toHaveProperty("waitingFor");
  });
});
