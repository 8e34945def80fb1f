import type { Router } from "../../../../lib/api/router.generated";
import type { KnownWorld } from "../../../../lib/domain/admission/known-world";
import { judgeRouter } from "../../../../lib/domain/admission/router";
import { aKnownNode, aWorld, linesOf } from "../../../fakes/known-world";
import { aRouter, aServer } from "../../../fakes/samples";

const GONE = new Date("2026-01-01T00:00:00Z");
const ADOPTED = { annotations: { "stargate.io/adopted": "w1" } };

function routerOf(spec: Partial<Router["spec"]> = {}, metadata: object = {}): Router {
  const router = aRouter({ spec });
  return { ...router, metadata: { ...router.metadata, ...metadata } };
}

function other(spec: Partial<Router["spec"]> = {}, metadata: object = {}): Router {
  return routerOf(spec, { namespace: "dc2", name: "router-2", uid: "other", ...metadata });
}

function judged(
  object: Router,
  world: Partial<KnownWorld>,
  before?: Router,
): ReturnType<typeof linesOf> {
  return linesOf(judgeRouter({ object, before }, aWorld(world)));
}

describe("a Router's address", () => {
  const clash =
    'spec.tailscaleIP: "100.64.0.9" is also the address of Router dc2/router-2; one Router is enough for all namespaces, so correct the address, or change that one';

  it("is declared once in the cluster", () => {
    expect(judged(routerOf(), { routers: [other()] }).refused).toEqual([clash]);
    expect(judged(routerOf(), { routers: [routerOf()] }).refused).toEqual([]);
    expect(judged(routerOf(), { routers: [other()] }, routerOf()).refused).toEqual([]);
  });

  it("may be that of one that Stargate made, or that is being deleted", () => {
    expect(judged(routerOf(), { routers: [other({}, ADOPTED)] }).refused).toEqual([]);
    const going = other({}, { deletionTimestamp: GONE });
    expect(judged(routerOf(), { routers: [going] }).refused).toEqual([]);
  });

  it("is no matter of one that Stargate makes, until somebody makes it his own", () => {
    const made = routerOf({}, ADOPTED);
    expect(judged(made, { routers: [other()] }).refused).toEqual([]);
    expect(judged(routerOf(), { routers: [other()] }, made).refused).toEqual([clash]);
  });

  it("is not one of the cluster's", () => {
    expect(judged(routerOf({ tailscaleIP: "10.96.0.10" }), {}).refused).toEqual([
      expect.stringContaining(
        'spec.tailscaleIP: "10.96.0.10" is in 10.96.0.0/12, the cluster\'s range of Services',
      ),
    ]);
  });

  it("does not leave its Servers behind unsaid", () => {
    const servers = [aServer({ spec: { routerIP: "100.64.0.9" } })];
    const moved = routerOf({ tailscaleIP: "100.64.0.10" });
    expect(judged(moved, { servers }, routerOf())).toEqual({
      refused: [],
      told: ['spec.tailscaleIP: "100.64.0.9" is still the spec.routerIP of Server dc1/w1'],
    });
    expect(judged(moved, {}, routerOf()).told).toEqual([]);
  });
});

describe("a Router's subnets", () => {
  const mine = routerOf({ subnetCIDRs: ["10.50.1.0/24", "10.50.2.0/24"] });

  it("are nobody else's", () => {
    const theirs = other({ tailscaleIP: "100.64.0.10", subnetCIDRs: ["10.60.0.0/16"] });
    expect(judged(mine, { routers: [theirs, other({})] }).refused).toHaveLength(1);
    const bare = other({ tailscaleIP: "100.64.0.11" });
    expect(judged(mine, { routers: [theirs, bare] }).refused).toEqual([]);
    const wide = other({ tailscaleIP: "100.64.0.10", subnetCIDRs: ["10.50.2.0/23"] });
    expect(judged(mine, { routers: [theirs, wide] }).refused).toEqual([
      'spec.subnetCIDRs[1]: "10.50.2.0/24" overlaps 10.50.2.0/23 of Router dc2/router-2; an address can be routed to one site only',
    ]);
    expect(judged(mine, { routers: [wide] }, mine).refused).toEqual([]);
    const going = { ...wide, metadata: { ...wide.metadata, deletionTimestamp: GONE } };
    expect(judged(mine, { routers: [going] }).refused).toEqual([]);
  });

  it("may be those of one that Stargate made for the same address", () => {
    const made = other({ subnetCIDRs: ["10.50.1.0/24"] }, ADOPTED);
    expect(judged(mine, { routers: [made] }).refused).toEqual([]);
  });

  it.each([
    ["10.244.0.0/14", "10.244.0.0/16, the cluster's range of pods"],
    ["10.96.1.0/24", "10.96.0.0/12, the cluster's range of Services"],
    ["10.245.1.128/25", "10.245.1.0/24, the pods of Node aks-1"],
  ])("%s overlaps %s", (subnet, words) => {
    const object = routerOf({ subnetCIDRs: [subnet] });
    expect(judged(object, { nodes: [aKnownNode()] }).refused).toEqual([
      `spec.subnetCIDRs[0]: "${subnet}" overlaps ${words}; list only the subnets of the datacenter itself`,
    ]);
  });

  it("that leave out Servers say so", () => {
    const server = (name: string, ipv4: string, metadata = {}) =>
      aServer({ metadata: { name, ...metadata }, spec: { ipv4, routerIP: "100.64.0.9" } });
    const servers = [
      server("in", "10.50.1.7"),
      ...["a", "b", "c", "d"].map(name => server(name, "10.99.1.7")),
      server("going", "10.99.1.8", { deletionTimestamp: GONE }),
      aServer({ metadata: { name: "elsewhere" }, spec: { ipv4: "10.99.1.9" } }),
    ];
    expect(judged(mine, { servers }).told).toEqual([
      "spec.subnetCIDRs: no subnet holds the address of Servers dc1/a, dc1/b, dc1/c and 1 more behind this router",
    ]);
  });
});
