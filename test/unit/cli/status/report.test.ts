import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { reportAfter } from "../../../fakes/fleet";
import {
  aCondition,
  anOperation,
  aRouter,
  aServer,
  aWait,
  laterBy,
  NOW,
} from "../../../fakes/samples";

function at(seconds: number): Date {
  return laterBy(seconds) as unknown as Date;
}

/** An operation of the sample server. */
function operation(name: string, seconds: number, status?: OperationStatus) {
  const metadata = { name, creationTimestamp: at(seconds) };
  return status === undefined ? anOperation({ metadata }) : anOperation({ metadata, status });
}

describe("reportOn", () => {
  it("says nothing of nothing", () => {
    expect(reportAfter(0, {})).toEqual({
      schema: "stargate-status/v2",
      servers: [],
      routers: [],
      summary: {
        servers: { total: 0, ready: 0, provisioning: 0, pending: 0, error: 0, absent: 0 },
        routers: { total: 0, ready: 0 },
      },
    });
  });

  it("calls a server pending until somebody judged it", () => {
    const [server] = reportAfter(0, { servers: [aServer()] }).servers;
    expect(server).toEqual({
      namespace: "dc1",
      name: "w1",
      state: "pending",
      os: null,
      node: null,
      ipv4: "10.50.1.5",
      routerIP: null,
      profile: null,
      podCIDR: null,
      waitingFor: null,
      message: null,
      operation: null,
    });
  });

  it("shows no dry run, which does nothing to a server, be it the newest or at work", () => {
    const look = anOperation({
      metadata: { name: "look", creationTimestamp: at(9) },
      spec: { dryRun: true },
      status: { startTime: NOW },
    });
    const operations = [operation("join", 1), look];
    const [server] = reportAfter(0, { servers: [aServer()], operations }).servers;
    expect(server?.operation?.name).toBe("join");
    expect(reportAfter(0, { operations: [look] }).servers).toEqual([]);
  });

  it("shows a server with its operation", () => {
    const status: OperationStatus = {
      phase: "Running",
      startTime: NOW,
      step: "7/11 kubelet",
      message: "step 7/11 kubelet",
      steps: [{ name: "kubelet", state: "Running", attempts: 2 }],
      conditions: [aCondition("Complete", "False", { reason: "StepsRunning" })],
    };
    const server = aServer({
      spec: { routerIP: "100.64.0.9", provisioningProfile: "wanted" },
      status: { state: "provisioning", os: "k8s-1.34", nodeName: "w1", podCIDR: "10.244.0.0/24" },
    });
    const report = reportAfter(90, { servers: [server], operations: [operation("a", 0, status)] });
    expect(report.servers).toMatchObject([
      {
        state: "provisioning",
        os: "k8s-1.34",
        node: "w1",
        routerIP: "100.64.0.9",
        profile: "wanted",
        podCIDR: "10.244.0.0/24",
        operation: {
          name: "a",
          operation: "repave",
          phase: "Running",
          reason: "StepsRunning",
          step: "7/11 kubelet",
          attempt: 2,
          durationSeconds: 90,
          completionTime: null,
        },
      },
    ]);
    expect(report.summary.servers).toMatchObject({ total: 1, provisioning: 1, ready: 0 });
  });

  it("stops the clock when an operation ends, and gives the reason of its failure", () => {
    const status: OperationStatus = {
      phase: "Failed",
      startTime: NOW,
      completionTime: laterBy(12),
      conditions: [
        aCondition("Complete", "False", { reason: "InProgress" }),
        aCondition("Failed", "True", { reason: "AuthFailed" }),
      ],
    };
    const { servers } = reportAfter(500, {
      servers: [aServer({ status: { state: "error" } })],
      operations: [operation("a", 0, status)],
    });
    expect(servers[0]?.operation).toMatchObject({ reason: "AuthFailed", durationSeconds: 12 });
  });

  it("shows the operation at work, else the one created last", () => {
    const over: OperationStatus = {
      startTime: NOW,
      conditions: [aCondition("Complete", "True")],
    };
    const nameOf = (...operations: ReturnType<typeof operation>[]) =>
      reportAfter(9, { servers: [aServer()], operations }).servers[0]?.operation?.name;
    expect(nameOf(operation("old", 1, over), operation("new", 2))).toBe("new");
    expect(nameOf(operation("works", 1, { startTime: NOW }), operation("queued", 2))).toBe("works");
  });

  it("shows what an operation, or a Server by itself, waits for, as the API has it, and for how long", () => {
    const waits = {
      phase: "Pending",
      waitingFor: aWait("SecretNotFound", "Secret dc1/ssh"),
    } as const;
    const status = { waitingFor: aWait("NodeNotReady", "Node w1") };
    const fleet = { servers: [aServer({ status })], operations: [anOperation({ status: waits })] };
    const [server] = reportAfter(24, fleet).servers;
    expect(server?.operation?.waitingFor).toEqual({
      reason: "SecretNotFound",
      object: { kind: "Secret", namespace: "dc1", name: "ssh" },
      since: NOW,
      durationSeconds: 24,
      clearsWhen: "The Secret is created.",
      message: "not there yet",
    });
    expect(server?.waitingFor).toMatchObject({
      object: { kind: "Node", namespace: null, name: "w1" },
    });
    const full = anOperation({
      status: { waitingFor: aWait("RunsLimited", undefined, { since: "?" }) },
    });
    expect(reportAfter(24, { servers: [aServer()], operations: [full] }).servers).toMatchObject([
      { operation: { waitingFor: { object: null, durationSeconds: null } } },
    ]);
  });

  it("takes a text that an earlier version stored for no wait", () => {
    const status = { waitingFor: "Secret/dc1/ssh" } as unknown as OperationStatus;
    const fleet = { servers: [aServer()], operations: [anOperation({ status })] };
    expect(reportAfter(0, fleet).servers[0]?.operation?.waitingFor).toBeNull();
  });

  it("shows a server that is not there while an operation waits for it", () => {
    const waiting = anOperation({
      status: { phase: "Pending", waitingFor: aWait("ServerNotFound", "Server dc1/w1") },
    });
    const { servers, summary } = reportAfter(0, { operations: [waiting] });
    expect(servers).toMatchObject([{ name: "w1", state: "absent", ipv4: null, waitingFor: null }]);
    expect(summary.servers).toMatchObject({ total: 1, absent: 1 });
    const over = anOperation({ status: { conditions: [aCondition("Failed", "True")] } });
    expect(reportAfter(0, { operations: [over] }).servers).toEqual([]);
  });

  it("keeps namespaces apart, and sorts", () => {
    const names = [
      ["dc2", "a"],
      ["dc1", "b"],
      ["dc1", "a"],
    ] as const;
    const servers = names.map(([namespace, name]) => aServer({ metadata: { namespace, name } }));
    const foreign = anOperation({
      metadata: { namespace: "dc2" },
      spec: { serverRef: { name: "a" } },
    });
    const report = reportAfter(0, { servers, operations: [foreign] });
    expect(report.servers.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      "dc1/a",
      "dc1/b",
      "dc2/a",
    ]);
    expect(report.servers.map(({ operation: each }) => each?.name)).toEqual([
      undefined,
      undefined,
      "op1",
    ]);
  });

  it("shows routers with their reason", () => {
    const ready = [aCondition("Ready", "True", { reason: "Connected", message: "answers" })];
    const { routers, summary } = reportAfter(0, {
      routers: [
        aRouter({ status: { conditions: ready } }),
        aRouter({ metadata: { name: "other" } }),
      ],
    });
    expect(routers).toMatchObject([
      { name: "other", ready: "Unknown", reason: null },
      { name: "router-1", ready: "True", reason: "Connected", message: "answers" },
    ]);
    expect(summary.routers).toEqual({ total: 2, ready: 1 });
  });

  it("lets no control character through", () => {
    const message = "\u001b[2Jwiped\nout";
    const { servers } = reportAfter(0, { servers: [aServer({ status: { message } })] });
    expect(servers[0]?.message).toBe("wiped out");
  });
});
