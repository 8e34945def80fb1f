import type { Router } from "../../../../lib/api/router.generated";
import type { Server } from "../../../../lib/api/server.generated";
import type { KnownWorld } from "../../../../lib/domain/admission/known-world";
import { judgeServer } from "../../../../lib/domain/admission/server";
import { aKnownNode, aWorld, linesOf } from "../../../fakes/known-world";
import { aProfile, aRouter, aServer } from "../../../fakes/samples";

const MAC = "60:45:bd:5c:3f:6f";
const GONE = new Date("2026-01-01T00:00:00Z");
const ROUTER_IP = "100.64.0.9";

interface Case {
  readonly spec?: Partial<Server["spec"]>;
  readonly before?: Partial<Server["spec"]>;
  readonly world?: Partial<KnownWorld>;
}

/** What is said to a Server that is created, or changed from `before`. */
function judged({ spec = {}, before, world = {} }: Case): ReturnType<typeof linesOf> {
  const old = before === undefined ? undefined : aServer({ spec: before });
  return linesOf(judgeServer({ object: aServer({ spec }), before: old }, aWorld(world)));
}

function other(spec: Partial<Server["spec"]>, metadata = {}): Server {
  return aServer({ metadata: { namespace: "dc2", name: "w2", uid: "other", ...metadata }, spec });
}

describe("a Server and the others", () => {
  it("is admitted where nobody claims the same", () => {
    const servers = [other({ ipv4: "10.50.1.6", mac: "60:45:bd:5c:3f:70" }), aServer()];
    expect(judged({ spec: { mac: MAC }, world: { servers } })).toEqual({ refused: [], told: [] });
  });

  it("is told all that others have at once", () => {
    const servers = [other({ mac: MAC, ipv4: "10.50.1.5" }, { name: "w1" })];
    const { refused } = judged({ spec: { mac: MAC }, world: { servers } });
    expect(refused.map(line => line.split(":")[0])).toEqual([
      "metadata.name",
      "spec.mac",
      "spec.ipv4",
    ]);
  });

  it("is not refused for what it does not touch", () => {
    const servers = [other({ mac: MAC, ipv4: "10.50.1.5" }, { name: "w1" })];
    const spec = { mac: MAC, paused: true };
    expect(judged({ spec, before: { mac: MAC }, world: { servers } }).refused).toEqual([]);
    expect(judged({ spec, before: {}, world: { servers } }).refused).toHaveLength(1);
  });

  it("waits for one that is being deleted", () => {
    const servers = [other({ mac: MAC, ipv4: "10.50.1.9" }, { deletionTimestamp: GONE })];
    expect(judged({ spec: { mac: MAC }, world: { servers } })).toEqual({
      refused: [],
      told: [
        `spec.mac: "${MAC}" is that of Server dc2/w2, which is being deleted; this one waits until it is gone`,
      ],
    });
  });
});

describe("a Server and the Routers", () => {
  it("is no Router itself", () => {
    const routers = [aRouter({ spec: { tailscaleIP: "100.64.0.10" } })];
    expect(judged({ spec: { ipv4: "100.64.0.10" }, world: { routers } }).refused).toEqual([
      'spec.ipv4: "100.64.0.10" is the address of Router dc1/router-1; name the server\'s own, and this one as its routerIP',
    ]);
    expect(judged({ spec: { ipv4: "100.64.0.11" }, world: { routers } }).refused).toEqual([]);
  });
});

describe("a Server and the Nodes", () => {
  const node = (changes: object): Partial<KnownWorld> => ({
    nodes: [aKnownNode({ name: "w1", ...changes })],
  });

  it("does not take the name of one that Stargate did not make", () => {
    expect(judged({ world: node({}) }).refused).toEqual([
      'metadata.name: "w1" is the name of a Node that Stargate did not make, and this Server would take its place; give the Server another name, or remove the Node if its machine is gone',
    ]);
    expect(judged({ before: {}, world: node({}) }).refused).toEqual([]);
    expect(judged({ world: node({ serverLabel: "other" }) }).refused).toHaveLength(1);
  });

  it.each([
    { what: "its provider ID", changes: { providerID: "stargate://dc1/w1" } },
    { what: "its label", changes: { providerID: "azure:///vm", serverLabel: "w1" } },
  ])("finds its own again by $what", ({ changes }) => {
    expect(judged({ world: node(changes) })).toEqual({ refused: [], told: [] });
  });

  it("is told of one that was another Server's", () => {
    const world = node({ providerID: "stargate://dc2/w1" });
    expect(judged({ world })).toEqual({
      refused: [],
      told: [
        "metadata.name: Node w1 was made for Server dc2/w1, which is gone; unless this is the same machine, remove the Node before an operation",
      ],
    });
    const servers = [other({ ipv4: "10.50.1.9" }, { name: "w1" })];
    const { refused, told } = judged({ world: { ...world, servers } });
    expect([refused.length, told]).toEqual([1, []]);
  });

  it("is told of one that has its address", () => {
    const taken = { nodes: [aKnownNode({ addresses: ["10.50.1.5"] })] };
    expect(judged({ world: taken }).told).toEqual([
      'spec.ipv4: "10.50.1.5" is the address of Node aks-1, too',
    ]);
    const ours = { nodes: [aKnownNode({ addresses: ["10.50.1.5"], serverLabel: "w9" })] };
    expect(judged({ world: ours }).told).toEqual([]);
    expect(judged({ before: {}, world: taken }).told).toEqual([]);
  });
});

describe("a Server's addresses", () => {
  it.each([
    ["10.244.3.7", "is in 10.244.0.0/16, the cluster's range of pods"],
    ["10.96.0.1", "is in 10.96.0.0/12, the cluster's range of Services"],
    ["10.245.1.9", "is in 10.245.1.0/24, the pods of Node aks-1"],
    ["192.0.0.192", "is in 192.0.0.0/24, where platforms answer for themselves"],
  ])("%s %s", (address, words) => {
    const world = { nodes: [aKnownNode()] };
    expect(judged({ spec: { ipv4: address }, world }).refused).toEqual([
      `spec.ipv4: "${address}" ${words}; name the address of the host's own NIC`,
    ]);
    expect(judged({ spec: { routerIP: address }, world }).refused).toEqual([
      `spec.routerIP: "${address}" ${words}; name the address of the host's own NIC`,
    ]);
    expect(judged({ spec: { ipv4: address }, before: { ipv4: address }, world }).refused).toEqual(
      [],
    );
  });

  it("are judged each by itself", () => {
    const spec = { ipv4: "10.244.3.7", routerIP: ROUTER_IP };
    expect(judged({ spec, before: { ipv4: "10.244.3.7" } }).refused).toEqual([]);
    const moved = { ipv4: "10.50.1.5", routerIP: "10.96.0.1" };
    expect(judged({ spec: moved, before: { ...moved, ipv4: "10.50.1.6" } }).refused).toEqual([]);
  });

  it("are on the tailnet only without a router", () => {
    const before = { ipv4: "100.64.7.7" };
    expect(judged({ spec: { ...before, routerIP: ROUTER_IP }, before }).refused).toHaveLength(1);
    expect(judged({ spec: { ipv4: "100.64.7.7" } }).refused).toEqual([]);
    expect(judged({ spec: { ipv4: "100.64.7.7", routerIP: ROUTER_IP } }).refused).toEqual([
      'spec.ipv4: "100.64.7.7" is an address of the tailnet (100.64.0.0/10), which no router stands before; name the server\'s address in its datacenter, or leave out routerIP if the server is on the tailnet itself',
    ]);
  });
});

describe("a Server and its Router", () => {
  const router = (changes: Partial<Router["spec"]>, metadata = {}): Router =>
    aRouter({ metadata, spec: { tailscaleIP: ROUTER_IP, ...changes } });
  const subnetCIDRs = ["10.50.2.0/24", "10.50.3.0/24"];

  it("may name one that is not there", () => {
    expect(judged({ spec: { routerIP: ROUTER_IP } })).toEqual({ refused: [], told: [] });
  });

  it("is in one of its subnets, where it has any", () => {
    const spec = { routerIP: ROUTER_IP };
    const world = { routers: [router({ subnetCIDRs })] };
    expect(judged({ spec, world }).refused).toEqual([
      'spec.ipv4: "10.50.1.5" is outside the subnets of Router dc1/router-1 (10.50.2.0/24, 10.50.3.0/24); correct the address or spec.routerIP, or add its subnet to spec.subnetCIDRs of the Router',
    ]);
    expect(judged({ spec: { ...spec, ipv4: "10.50.3.5" }, world }).refused).toEqual([]);
    expect(judged({ spec, before: spec, world }).refused).toEqual([]);
    expect(judged({ spec, world: { routers: [router({})] } }).refused).toEqual([]);
  });

  it("does not name one that is being deleted", () => {
    const spec = { routerIP: ROUTER_IP };
    const going = router({ subnetCIDRs }, { deletionTimestamp: GONE });
    expect(judged({ spec, world: { routers: [going] } }).refused).toEqual([
      'spec.routerIP: "100.64.0.9" is that of Router dc1/router-1, which is being deleted; name another router, or declare it again when it is gone',
    ]);
    expect(judged({ spec, world: { routers: [going, router({})] } }).refused).toEqual([]);
  });
});

describe("a Server and its profile", () => {
  const spec = { provisioningProfile: "k8s-1-34" };

  it("is told of one that is not there in its namespace", () => {
    const profiles = [aProfile({ metadata: { namespace: "dc2" } })];
    expect(judged({ spec, world: { profiles } })).toEqual({
      refused: [],
      told: [
        'spec.provisioningProfile: there is no ProvisioningProfile "k8s-1-34" in this namespace yet; operations wait for it',
      ],
    });
    expect(judged({ spec, before: spec, world: { profiles } }).told).toEqual([]);
    expect(judged({ spec, world: { profiles: [aProfile()] } }).told).toEqual([]);
  });

  it("does not name one that is being deleted", () => {
    const profiles = [aProfile({ metadata: { deletionTimestamp: GONE } })];
    expect(judged({ spec, world: { profiles } }).refused).toEqual([
      'spec.provisioningProfile: ProvisioningProfile "k8s-1-34" is being deleted; name another one, or create it again when it is gone',
    ]);
  });
});

describe("judgeServer", () => {
  it("judges objects of any shape that the schema lets through without throwing", () => {
    const bare = { spec: { ipv4: "" } } as Server;
    const nodes = [aKnownNode({ name: "" })];
    expect(linesOf(judgeServer({ object: bare, before: undefined }, aWorld({ nodes })))).toEqual({
      refused: [expect.stringContaining('metadata.name: ""')],
      told: [],
    });
  });
});
