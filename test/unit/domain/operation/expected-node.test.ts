import { expectedNode } from "../../../../lib/domain/operation/expected-node";
import { aServer, MACHINE_ID } from "../../../fakes/samples";

const SERVER = aServer({ status: { machineID: MACHINE_ID } });

describe("expectedNode", () => {
  it("is named after the Server, on its machine, at its address", () => {
    expect(expectedNode(SERVER)).toEqual({ name: "w1", machineID: MACHINE_ID, ipv4: "10.50.1.5" });
  });

  it("has no machine before first contact, and no name without metadata", () => {
    const server = aServer();
    delete server.metadata;
    expect(expectedNode(server)).toEqual({ name: "", machineID: undefined, ipv4: "10.50.1.5" });
  });
});
