import { decideRemoval, isLeftAlone } from "../../../../lib/domain/operation/decide-removal";
import { aNode, anOperation, aServer, MACHINE_ID } from "../../../fakes/samples";

const SERVER = aServer({ status: { machineID: MACHINE_ID } });
const OTHER = aNode({ machineID: "f".repeat(32) });

describe("decideRemoval", () => {
  it("is done where there is no Node any more", () => {
    expect(decideRemoval(SERVER, undefined, false)).toMatchObject({ kind: "Complete" });
  });

  it.each([
    ["its own Node", aNode()],
    ["one that never had an address", aNode({ internalIP: undefined })],
  ])("removes %s", (_, node) => {
    expect(decideRemoval(SERVER, node, false)).toMatchObject({
      kind: "AwaitNode",
      reason: "NodeStillThere",
      remove: node,
    });
  });

  it.each([
    ["of this address", aNode()],
    ["without an address", aNode({ internalIP: undefined })],
  ])("removes no Node %s where nobody knows which machine the server is (F30)", (_, node) => {
    const decision = decideRemoval(aServer(), node, false);
    expect(decision).toMatchObject({ kind: "Fail", reason: "NodeIdentityMismatch" });
  });

  it("gives up on a Node that somebody keeps", () => {
    const decision = decideRemoval(SERVER, aNode(), true);
    expect(decision).toMatchObject({ kind: "Fail", reason: "NodeStillThere" });
  });

  it("leaves a Node of another machine as it is, and says so (F30)", () => {
    const decision = decideRemoval(SERVER, OTHER, false);
    expect(decision).toMatchObject({ kind: "Complete", node: undefined });
    expect(decision).toHaveProperty(
      "message",
      `the server is clean; Node w1 is machine ${"f".repeat(32)}, another one, and stays`,
    );
  });

  it("fails where the machine has a Node at another address: it may be a clone's (F30)", () => {
    const decision = decideRemoval(SERVER, aNode({ internalIP: "10.50.1.99" }), false);
    expect(decision).toMatchObject({ kind: "Fail", reason: "NodeIdentityMismatch" });
  });
});

describe("isLeftAlone", () => {
  const reset = anOperation({ spec: { operation: "reset" } });

  it("is so of another machine's Node, and for a reset", () => {
    expect(isLeftAlone(reset, SERVER, OTHER)).toBe(true);
    expect(isLeftAlone(anOperation(), SERVER, OTHER)).toBe(false);
  });

  it("is not so of its own, nor as long as nobody knows", () => {
    expect(isLeftAlone(reset, SERVER, aNode())).toBe(false);
    expect(isLeftAlone(reset, aServer(), OTHER)).toBe(false);
    expect(isLeftAlone(reset, undefined, OTHER)).toBe(false);
  });
});
