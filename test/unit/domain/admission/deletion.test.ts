import type { Operation } from "../../../../lib/api/operation.generated";
import type { Server } from "../../../../lib/api/server.generated";
import type { KnownWorld } from "../../../../lib/domain/admission/known-world";
import {
  judgeProfileDeletion,
  judgeRouterDeletion,
  judgeServerDeletion,
} from "../../../../lib/domain/admission/deletion";
import { aKnownNode, aWorld, linesOf } from "../../../fakes/known-world";
import { aCondition, anOperation, aProfile, aRouter, aServer } from "../../../fakes/samples";

const GONE = new Date("2026-01-01T00:00:00Z");
const IDLE = { refused: [], told: [] };

describe("a Server's deletion", () => {
  const judged = (world: Partial<KnownWorld>): ReturnType<typeof linesOf> =>
    linesOf(judgeServerDeletion(aServer(), aWorld(world)));
  const atWork = { dcJobID: "stargate-1" };

  it("is free where nothing is at work on it", () => {
    const others = [
      anOperation({ status: {} }),
      anOperation({ metadata: { namespace: "dc2" }, status: atWork }),
      anOperation({ spec: { serverRef: { name: "w2" } }, status: atWork }),
      anOperation({ metadata: { deletionTimestamp: GONE }, status: atWork }),
      anOperation({ status: { ...atWork, conditions: [aCondition("Failed", "True")] } }),
    ];
    expect(judged({ operations: others })).toEqual(IDLE);
  });

  it("waits for a run that is at work on it", () => {
    expect(judged({ operations: [anOperation({ status: atWork })] }).refused).toEqual([
      'metadata.name: Operation dc1/op1 is at work on "w1"; wait for its end, or delete the Operation first, which stops it',
    ]);
  });

  it("tells what happens first where it was repaved", () => {
    const server = aServer({
      metadata: { uid: "0123456789", finalizers: ["stargate.io/cleanup"] },
    });
    expect(linesOf(judgeServerDeletion(server, aWorld({}))).told).toEqual([
      'metadata.name: "w1" goes once Operation reset-w1-01234567 has drained and removed its Node and cleaned the host; for a host that is gone: kubectl annotate server w1 -n dc1 stargate.io/skip-cleanup="<reason>"',
    ]);
  });

  it("tells nothing of what would happen where it is refused", () => {
    const metadata = { uid: "0123456789", finalizers: ["stargate.io/cleanup"] };
    const operations = [anOperation({ status: atWork })];
    const judgement = linesOf(judgeServerDeletion(aServer({ metadata }), aWorld({ operations })));
    expect(judgement.refused).toHaveLength(1);
    expect(judgement.told).toEqual([]);
  });

  it("tells that its Node stays", () => {
    const node = aKnownNode({ name: "w1", serverLabel: "w1" });
    expect(judged({ nodes: [node] }).told).toEqual([
      expect.stringContaining("metadata.name: Node w1 stays, and so does what is installed"),
    ]);
    expect(judged({ nodes: [aKnownNode({ name: "w1" })] })).toEqual(IDLE);
  });
});

describe("a profile's deletion", () => {
  const judged = (world: Partial<KnownWorld>): ReturnType<typeof linesOf> =>
    linesOf(judgeProfileDeletion(aProfile(), aWorld(world)));
  const inUse = 'metadata.name: "k8s-1-34" is used by Operation dc1/op1 until the end';
  const server = aServer({ spec: { provisioningProfile: "k8s-1-34" } });

  it("is free where nobody uses it", () => {
    expect(judged({ servers: [aServer()], operations: [anOperation()] })).toEqual(IDLE);
  });

  it.each<[string, Operation, readonly Server[]]>([
    ["names", anOperation({ spec: { provisioningProfileRef: { name: "k8s-1-34" } } }), []],
    ["began with", anOperation({ status: { provisioningProfile: "k8s-1-34" } }), []],
    ["has by its Server", anOperation(), [server]],
  ])("waits for the end of an Operation that %s it", (_how, operation, servers) => {
    expect(judged({ servers, operations: [operation] }).refused).toEqual([
      expect.stringContaining(inUse),
    ]);
  });

  it.each([
    [
      "over",
      anOperation({
        spec: { provisioningProfileRef: { name: "k8s-1-34" } },
        status: { conditions: [aCondition("Complete", "True")] },
      }),
    ],
    [
      "in another namespace",
      anOperation({
        metadata: { namespace: "dc2" },
        spec: { provisioningProfileRef: { name: "k8s-1-34" } },
      }),
    ],
  ])("does not wait for one that is %s", (_what, operation) => {
    expect(judged({ operations: [operation] })).toEqual(IDLE);
  });

  it("is told which Servers name it", () => {
    const elsewhere = aServer({ metadata: { namespace: "dc2" }, spec: server.spec });
    const going = aServer({ metadata: { deletionTimestamp: GONE }, spec: server.spec });
    expect(judged({ servers: [elsewhere, going] })).toEqual(IDLE);
    expect(judged({ servers: [server] }).told).toEqual([
      'metadata.name: "k8s-1-34" is still named by Server dc1/w1; operations wait until there is a ProvisioningProfile of this name again',
    ]);
  });

  it("bears objects without metadata", () => {
    const bare = { spec: aProfile().spec };
    expect(linesOf(judgeProfileDeletion(bare as never, aWorld()))).toEqual(IDLE);
  });
});

describe("a Router's deletion", () => {
  const declared = aRouter();
  const adopted = {
    ...declared,
    metadata: { ...declared.metadata, annotations: { "stargate.io/adopted": "w1" } },
  };
  const servers = [aServer({ spec: { routerIP: "100.64.0.9" } })];
  const judged = (router: typeof declared, world: Partial<KnownWorld>) =>
    linesOf(judgeRouterDeletion(router, aWorld(world)));

  it("is free where no Server is behind it", () => {
    const going = aServer({ metadata: { deletionTimestamp: GONE }, spec: servers[0]!.spec });
    expect(judged(declared, { servers: [aServer(), going], routers: [declared] })).toEqual(IDLE);
  });

  it("is refused while it is the way to a Server", () => {
    expect(judged(declared, { servers, routers: [declared] })).toEqual({
      refused: [
        'metadata.name: "router-1" is the way to Server dc1/w1; give the Servers another spec.routerIP, or delete them first',
      ],
      told: [],
    });
  });

  it("is told what is forgotten with one that Stargate made", () => {
    expect(judged(adopted, { servers })).toEqual({
      refused: [],
      told: [
        'metadata.name: "router-1" is the way to Server dc1/w1; it will be made again, and whatever host key it shows then is recorded',
      ],
    });
    expect(judged(adopted, {})).toEqual(IDLE);
  });

  it("is free where there is another one of its address", () => {
    const spare = aRouter({ metadata: { namespace: "dc2" } });
    expect(judged(declared, { servers, routers: [declared, spare] })).toEqual(IDLE);
    const going = aRouter({ metadata: { namespace: "dc2", deletionTimestamp: GONE } });
    expect(judged(declared, { servers, routers: [going] }).refused).toHaveLength(1);
  });
});
