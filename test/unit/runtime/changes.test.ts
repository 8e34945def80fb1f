import { SERVER_SETTLE_MS } from "../../../lib/defaults";
import { Changes } from "../../../lib/runtime/changes";
import { JudgedVersions } from "../../../lib/runtime/judged-versions";
import { OperationIndex } from "../../../lib/runtime/operation-index";
import { ServerIndex } from "../../../lib/runtime/server-index";
import { FakeClock, settle } from "../../fakes/clock";
import { FakeStore } from "../../fakes/objects";
import { aCondition, NOW, anOperation, aProfile, aRouter, aServer } from "../../fakes/samples";
import { recordingQueue } from "./recording-queue";

describe("Changes", () => {
  let clock: FakeClock;
  let passes: string[];
  let changes: Changes;
  let index: OperationIndex;
  let rivals: ServerIndex;
  let judged: JudgedVersions;

  beforeEach(async () => {
    clock = new FakeClock();
    passes = [];
    const queue = (kind: string) => recordingQueue(kind, passes, clock);
    judged = new JudgedVersions();
    index = new OperationIndex(new FakeStore().operations);
    await index.refill();
    rivals = new ServerIndex(new FakeStore().servers, { clock: new FakeClock() });
    await rivals.refill();
    const queues = {
      operations: queue("operation"),
      servers: queue("server"),
      profiles: queue("profile"),
      routers: queue("router"),
    };
    changes = new Changes(queues, { serverOperations: index, serverRivals: rivals, judged });
  });

  /** The passes since the last look, when time has moved on by so much. */
  async function passesAfter(ms: number): Promise<string[]> {
    await settle();
    await clock.advance(ms);
    return passes.splice(0);
  }

  it("has a new operation looked at at once, and its server once it says something, or soon", async () => {
    changes.operation(anOperation());
    expect(await passesAfter(0)).toEqual(["operation dc1/op1"]);
    changes.operation(anOperation({ status: { phase: "Pending" } }));
    expect(await passesAfter(SERVER_SETTLE_MS)).toEqual(["server dc1/w1"]);
  });

  it("has no operation looked at that is done, and one that is deleted or was not let go yet", async () => {
    const status = { conditions: [aCondition("Complete", "True")] };
    changes.operation(anOperation({ status }));
    await passesAfter(SERVER_SETTLE_MS);
    const deletionTimestamp = new Date(NOW);
    changes.operation(anOperation({ metadata: { deletionTimestamp }, status }));
    expect(await passesAfter(0)).toEqual(["operation dc1/op1", "server dc1/w1"]);
    const finalizers = ["stargate.io/cleanup"];
    changes.operation(anOperation({ metadata: { uid: "2", finalizers }, status }));
    expect(await passesAfter(0)).toContain("operation dc1/op1");
  });

  it("has the server follow an operation's progress, once for much of it", async () => {
    changes.operation(anOperation());
    await passesAfter(SERVER_SETTLE_MS);
    changes.operation(anOperation({ status: { message: "one" } }));
    changes.operation(anOperation({ status: { message: "two" } }));
    expect(await passesAfter(SERVER_SETTLE_MS - 1)).toEqual([]);
    expect(await passesAfter(1)).toEqual(["server dc1/w1"]);
  });

  it.each(["Running", "Succeeded", "Failed"] as const)(
    "has the server follow an operation that is %s at once, and its progress soon",
    async phase => {
      changes.operation(anOperation());
      await passesAfter(0);
      changes.operation(anOperation({ status: { phase } }));
      expect(await passesAfter(0)).toEqual(["server dc1/w1"]);
      changes.operation(anOperation({ status: { phase, message: "more" } }));
      expect(await passesAfter(SERVER_SETTLE_MS - 1)).toEqual([]);
    },
  );

  it("knows an operation's server by the operation, as long as it is there, and looks at it when it is gone", async () => {
    const server = { namespace: "dc1", name: "w1" };
    changes.operation(anOperation());
    expect(await index.of(server)).toHaveLength(1);
    await passesAfter(0);
    changes.operationGone(anOperation());
    expect(await index.of(server)).toEqual([]);
    expect(await passesAfter(0)).toEqual(["server dc1/w1"]);
  });

  it("has a server looked at: at once for what somebody wants of it, soon for its status", async () => {
    changes.server(aServer());
    expect(await passesAfter(0)).toEqual(["server dc1/w1"]);
    changes.server(aServer({ status: { message: "one" } }));
    expect(await passesAfter(SERVER_SETTLE_MS - 1)).toEqual([]);
    expect(await passesAfter(1)).toEqual(["server dc1/w1"]);
  });

  it("has no server looked at for what its own pass wrote", async () => {
    changes.server(aServer());
    await passesAfter(0);
    const server = aServer({ status: { message: "one" } });
    const written = { ...server, metadata: { ...server.metadata, resourceVersion: "2" } };
    judged.note(written);
    changes.server(written);
    expect(await passesAfter(SERVER_SETTLE_MS)).toEqual([]);
  });

  it("has a server's rivals looked at when somebody wants something else of it, and when it is gone", async () => {
    const [one, two] = ["w1", "w2"].map(name => aServer({ metadata: { name, uid: name } }));
    changes.server(one!);
    changes.server(two!);
    await passesAfter(0);
    changes.server({ ...two!, status: { message: "one" } } as typeof two & object);
    expect(await passesAfter(0)).toEqual([]);
    const moved = aServer({
      metadata: { name: "w2", uid: "w2", generation: 4 },
      spec: { ipv4: "10.50.1.6" },
    });
    changes.server(moved);
    expect(await passesAfter(0)).toEqual(["server dc1/w2", "server dc1/w1"]);
    changes.serverGone(moved);
    expect(await passesAfter(SERVER_SETTLE_MS)).toEqual([]);
    changes.server(two!);
    await passesAfter(0);
    changes.serverGone(two!);
    expect(await passesAfter(0)).toEqual(["server dc1/w1"]);
  });

  it("has profiles and routers looked at for what somebody wants of them, and never for their status", async () => {
    changes.profile(aProfile());
    changes.router(aRouter());
    expect(await passesAfter(0)).toEqual(["profile dc1/k8s-1-34", "router dc1/router-1"]);
    changes.profile(aProfile());
    changes.router(aRouter());
    expect(await passesAfter(SERVER_SETTLE_MS)).toEqual([]);
  });
});
