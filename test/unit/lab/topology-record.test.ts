import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../../hack/lab/lab";
import { hostnameOf } from "../../../hack/lab/topology";
import {
  readFacts,
  readMachines,
  readTopology,
  writeTopology,
} from "../../../hack/lab/topology-record";

describe("what a lab consists of", () => {
  let lab: Lab;

  beforeEach(() => {
    lab = { instance: "unit", directory: mkdtempSync(join(tmpdir(), "stargate-lab-")) };
  });

  afterEach(() => {
    rmSync(lab.directory, { recursive: true });
  });

  const names = (): readonly string[] => readMachines(lab).map(({ name }) => name);

  it("is a router and two servers, when nobody said otherwise", () => {
    expect(names()).toEqual(["router", "server-1", "server-2"]);
  });

  it("stays as it was in what a later command does not tell", () => {
    writeTopology(lab, { servers: 1 });
    writeTopology(lab, { inCluster: true });
    writeTopology(lab, {});
    expect(readTopology(lab)).toEqual({ scenario: "mx", servers: 1, inCluster: true });
    expect(names()).toEqual(["router", "server-1", "mx-1"]);
    writeTopology(lab, { inCluster: false });
    expect(names()).toEqual(["router", "server-1"]);
  });

  it("is a router, servers and the provider's nodes, where the cluster is a managed one", () => {
    writeTopology(lab, { scenario: "aks", servers: 1 });
    expect(names()).toEqual(["router", "server-1", "aks-1", "aks-2"]);
    expect(readMachines(lab).map(hostnameOf).slice(2)).toEqual([
      "aks-nodepool1-41954725-vmss000000",
      "aks-nodepool1-41954725-vmss000001",
    ]);
    expect(readFacts(lab)).toMatchObject({ isManaged: true, apiServerPort: 443 });
  });

  it("is read from a record of before there was a node for pods", () => {
    writeFileSync(join(lab.directory, "topology.json"), '{"servers":3}');
    expect(readTopology(lab)).toEqual({ scenario: "mx", servers: 3, inCluster: false });
  });
});
