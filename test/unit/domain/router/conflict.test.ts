import type { Router } from "../../../../lib/api/router.generated";
import { routerConflict } from "../../../../lib/domain/router/conflict";
import { aKnownNode, aWorld } from "../../../fakes/known-world";
import { anObject, aRouter, laterBy } from "../../../fakes/samples";

const GONE = new Date("2026-01-01T00:00:00Z");

/** A Router with these subnets, created so many seconds after the others' time. */
function routerOf(name: string, seconds: number, subnetCIDRs: string[], metadata = {}): Router {
  const creationTimestamp = laterBy(seconds) as unknown as Date;
  return aRouter({
    metadata: { name, uid: name, creationTimestamp, ...metadata },
    spec: { subnetCIDRs },
  });
}

function at(tailscaleIP: string, router: Router): Router {
  return { ...router, spec: { ...router.spec, tailscaleIP } };
}

describe("routerConflict", () => {
  const older = at("100.64.0.8", routerOf("older", 0, ["10.50.0.0/16"]));
  const younger = routerOf("younger", 1, ["10.60.0.0/24", "10.50.1.0/24"]);
  const world = aWorld({ routers: [younger, older] });

  it("leaves overlapping subnets to the Router that was created first", () => {
    expect(routerConflict(older, world)).toBeUndefined();
    expect(routerConflict(younger, world)).toEqual({
      reason: "SubnetOverlap",
      message:
        'spec.subnetCIDRs[1]: "10.50.1.0/24" overlaps 10.50.0.0/16 of Router dc1/older; an address can be routed to one site only',
      object: anObject("Router dc1/younger"),
    });
  });

  it("is over when the other one goes", () => {
    const going = { ...older, metadata: { ...older.metadata, deletionTimestamp: GONE } };
    expect(routerConflict(younger, aWorld({ routers: [younger, going] }))).toBeUndefined();
  });

  it("is none with a record of the same router: which of the two goes is a matter of the address", () => {
    const twin = routerOf("twin", 0, ["10.50.0.0/16"]);
    expect(routerConflict(younger, aWorld({ routers: [younger, twin] }))).toBeUndefined();
  });

  it("knows a Router of the same second by its UID, the same each time", () => {
    const twin = at("100.64.0.8", routerOf("a", 1, ["10.50.1.128/25"]));
    const both = aWorld({ routers: [twin, younger] });
    expect(routerConflict(twin, both)).toBeUndefined();
    expect(routerConflict(younger, both)?.reason).toBe("SubnetOverlap");
    expect(routerConflict({ spec: younger.spec }, aWorld({ routers: [] }))).toBeUndefined();
  });

  it("tells of the cluster's own ranges and a platform's addresses", () => {
    const pods = routerOf("r", 0, ["10.245.1.128/25"]);
    expect(routerConflict(pods, aWorld({ nodes: [aKnownNode()] }))).toMatchObject({
      reason: "SubnetOverlap",
      message: expect.stringContaining("overlaps 10.245.1.0/24, the pods of Node aks-1") as string,
    });
    const reserved = aRouter({ spec: { tailscaleIP: "100.100.100.100" } });
    expect(routerConflict(reserved, aWorld())).toEqual({
      reason: "AddressReserved",
      message:
        'spec.tailscaleIP: "100.100.100.100" is in 100.100.100.0/24, where platforms answer for themselves; name the address of the host\'s own NIC',
      object: anObject("Router dc1/router-1"),
    });
  });
});
