import { decide } from "../../../../lib/domain/operation/decide";
import { aWorld } from "../../../fakes/known-world";
import { anObject, anOperation, aProfile, aRouter, aServer, NOW } from "../../../fakes/samples";
import { snapshot } from "./snapshots";

const OUTSIDE = {
  server: aServer({ spec: { routerIP: "100.64.0.9" } }),
  router: aRouter({ spec: { subnetCIDRs: ["10.60.0.0/16"] } }),
};
const SKEWED = { profile: aProfile({ spec: { kubernetesVersion: "1.35" } }) };

describe("decideFit", () => {
  it("waits for a place that can be corrected on either side", () => {
    expect(decide(snapshot(OUTSIDE))).toMatchObject({
      kind: "Wait",
      reason: "AddressOutsideSubnets",
      object: anObject("Router dc1/router-1"),
      started: false,
    });
  });

  it("ends with a version that the API server cannot have", () => {
    expect(decide(snapshot(SKEWED))).toEqual({
      kind: "Fail",
      reason: "VersionSkew",
      message:
        'spec.kubernetesVersion: "1.35" is newer than the API server (v1.34.4), and no kubelet may be; write a version from 1.31 to 1.34, or upgrade the control plane first',
    });
    const profile = aProfile({ spec: { kubernetesVersion: "1.30" } });
    expect(decide(snapshot({ profile }))).toMatchObject({ kind: "Fail", reason: "VersionSkew" });
  });

  it("makes no Router for an address that is none", () => {
    const server = aServer({ spec: { routerIP: "10.96.0.9" } });
    expect(decide(snapshot({ server }))).toMatchObject({ kind: "Wait", reason: "AddressReserved" });
  });

  it("does not judge what is not known, nor what is at work", () => {
    const cluster = { version: undefined, podRanges: [], serviceRanges: [] };
    const surroundings = aWorld({ cluster });
    expect(decide(snapshot({ ...SKEWED, surroundings }))).toMatchObject({ kind: "Run" });
    expect(decide(snapshot({ ...SKEWED, surroundings: undefined }))).toMatchObject({ kind: "Run" });
    const operation = anOperation({ status: { dcJobID: "j", startTime: NOW } });
    expect(decide(snapshot({ ...SKEWED, operation }))).toMatchObject({ kind: "Run" });
  });
});
