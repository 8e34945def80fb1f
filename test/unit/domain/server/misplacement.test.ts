import type { Server } from "../../../../lib/api/server.generated";
import { knownRouterOf, misplacementOf } from "../../../../lib/domain/server/misplacement";
import { aWorld } from "../../../fakes/known-world";
import { anObject, aRouter, aServer, laterBy } from "../../../fakes/samples";

const ROUTER_IP = "100.64.0.9";

function serverOf(spec: Partial<Server["spec"]> = {}): Server {
  return aServer({ spec: { routerIP: ROUTER_IP, ...spec } });
}

describe("misplacementOf", () => {
  it("is nothing where the address is free, with a router and without", () => {
    const router = aRouter({ spec: { subnetCIDRs: ["10.50.1.0/24"] } });
    expect(misplacementOf(serverOf(), router, aWorld())).toBeUndefined();
    expect(misplacementOf(serverOf(), undefined, aWorld())).toBeUndefined();
    expect(misplacementOf(serverOf(), aRouter(), aWorld())).toBeUndefined();
  });

  it.each([
    [{ ipv4: "10.244.7.7" }, "spec.ipv4", "10.244.0.0/16, the cluster's range of pods"],
    [{ ipv4: "10.96.0.1" }, "spec.ipv4", "10.96.0.0/12, the cluster's range of Services"],
    [{ ipv4: "100.64.7.7" }, "spec.ipv4", "is an address of the tailnet"],
    [{ routerIP: "100.100.100.100" }, "spec.routerIP", "where platforms answer for themselves"],
  ])("is an address that something else has: %j", (spec, field, words) => {
    expect(misplacementOf(serverOf(spec), undefined, aWorld())).toEqual({
      reason: "AddressReserved",
      message: expect.stringMatching(new RegExp(`^${field}: .*${words}`)) as string,
      object: anObject("Server dc1/w1"),
    });
  });

  it("is an address outside of its Router's subnets", () => {
    const router = aRouter({ spec: { subnetCIDRs: ["10.60.0.0/16"] } });
    expect(misplacementOf(serverOf(), router, aWorld())).toEqual({
      reason: "AddressOutsideSubnets",
      message:
        'spec.ipv4: "10.50.1.5" is outside the subnets of Router dc1/router-1 (10.60.0.0/16); correct the address or spec.routerIP, or add its subnet to spec.subnetCIDRs of the Router',
      object: anObject("Router dc1/router-1"),
    });
  });

  it("is a Router whose subnets are an older one's", () => {
    const subnetCIDRs = ["10.50.1.0/24"];
    const router = aRouter({
      metadata: { creationTimestamp: laterBy(1) as unknown as Date },
      spec: { subnetCIDRs },
    });
    const creationTimestamp = laterBy(0) as unknown as Date;
    const older = aRouter({
      metadata: { name: "older", creationTimestamp },
      spec: { tailscaleIP: "100.64.0.8", subnetCIDRs },
    });
    expect(misplacementOf(serverOf(), router, aWorld({ routers: [router, older] }))).toEqual({
      reason: "SubnetOverlap",
      message:
        'Router dc1/router-1: spec.subnetCIDRs[0]: "10.50.1.0/24" overlaps 10.50.1.0/24 of Router dc1/older; an address can be routed to one site only',
      object: anObject("Router dc1/router-1"),
    });
  });
});

describe("knownRouterOf", () => {
  it("is the Router of the server's routerIP that stays", () => {
    const going = aRouter({
      metadata: { name: "going", deletionTimestamp: new Date("2026-01-01T00:00:00Z") },
    });
    const routers = [going, aRouter(), aRouter({ spec: { tailscaleIP: "100.64.0.10" } })];
    expect(knownRouterOf(serverOf(), aWorld({ routers }))).toEqual(aRouter());
    expect(knownRouterOf(aServer(), aWorld({ routers }))).toBeUndefined();
  });
});
