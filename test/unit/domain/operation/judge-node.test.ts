import {
  isOwnMachine,
  isOwnNode,
  judgeNode,
  mismatch,
} from "../../../../lib/domain/operation/judge-node";
import { aNode, MACHINE_ID } from "../../../fakes/samples";

const EXPECTED = { name: "w1", machineID: MACHINE_ID, ipv4: "10.50.1.5" };
const OTHER_MACHINE = "0".repeat(32);

describe("isOwnNode", () => {
  it("knows the machine by its ID and its address", () => {
    expect(isOwnNode(aNode(), EXPECTED)).toBe(true);
  });

  it.each([
    { what: "another machine", node: aNode({ machineID: OTHER_MACHINE }), expected: EXPECTED },
    { what: "another address", node: aNode({ internalIP: "10.50.1.6" }), expected: EXPECTED },
    { what: "no address", node: aNode({ internalIP: undefined }), expected: EXPECTED },
    {
      what: "a machine that nobody recorded",
      node: aNode(),
      expected: { ...EXPECTED, machineID: undefined },
    },
    {
      what: "no machine ID on either side",
      node: aNode({ machineID: "" }),
      expected: { ...EXPECTED, machineID: undefined },
    },
  ])("does not know $what", ({ node, expected }) => {
    expect(isOwnNode(node, expected)).toBe(false);
  });
});

describe("isOwnMachine", () => {
  it("also knows a Node that never had an address, but none at another one, and none of a machine that nobody recorded", () => {
    expect(isOwnMachine(aNode(), EXPECTED)).toBe(true);
    expect(isOwnMachine(aNode({ internalIP: undefined }), EXPECTED)).toBe(true);
    expect(isOwnMachine(aNode({ internalIP: "10.50.1.6" }), EXPECTED)).toBe(false);
    expect(isOwnMachine(aNode({ machineID: OTHER_MACHINE }), EXPECTED)).toBe(false);
    expect(isOwnMachine(aNode(), { ...EXPECTED, machineID: undefined })).toBe(false);
  });
});

describe("judgeNode", () => {
  it("is content with a Ready Node of the machine and the version", () => {
    expect(judgeNode(aNode(), EXPECTED, "1.34.4")).toEqual({
      kind: "Good",
      message: "Node w1 is Ready with v1.34.4",
    });
    expect(judgeNode(aNode(), EXPECTED, "1.34").kind).toBe("Good");
  });

  it("waits for a Node that is not registered", () => {
    expect(judgeNode(undefined, EXPECTED, "1.34")).toEqual({
      kind: "NotYet",
      reason: "NodeNotRegistered",
      message: "no Node w1 is registered",
    });
  });

  it("waits for a Node that still runs another version", () => {
    const node = aNode({ kubeletVersion: "v1.33.9", ready: false, notReadyMessage: "x" });
    expect(judgeNode(node, EXPECTED, "1.34.4")).toEqual({
      kind: "NotYet",
      reason: "NodeNotReady",
      message: "Node w1 still reports v1.33.9, not 1.34.4",
    });
  });

  it("waits for a Node that is not Ready, in the kubelet's words", () => {
    const node = aNode({ ready: false, notReadyMessage: "cni plugin not initialized" });
    expect(judgeNode(node, EXPECTED, "1.34.4")).toEqual({
      kind: "NotYet",
      reason: "NodeNotReady",
      message: "Node w1 is not Ready: cni plugin not initialized",
    });
  });

  it("does not wait for another machine's Node, Ready or not", () => {
    for (const ready of [true, false]) {
      const node = aNode({ machineID: OTHER_MACHINE, ready, kubeletVersion: "v1.1.1" });
      expect(judgeNode(node, EXPECTED, "1.34.4")).toEqual({
        kind: "Wrong",
        reason: "NodeIdentityMismatch",
        message: mismatch(node, EXPECTED),
      });
    }
  });
});

describe("mismatch", () => {
  it("names both machines, both addresses and the remedies", () => {
    const node = aNode({ machineID: OTHER_MACHINE, internalIP: "10.50.1.6" });
    expect(mismatch(node, EXPECTED)).toBe(
      `Node w1 is machine ${OTHER_MACHINE} at 10.50.1.6, not machine ${MACHINE_ID} at 10.50.1.5; ` +
        "rename the Server, or remove that Node if its machine is gone",
    );
  });

  it("says what is not known", () => {
    const message = mismatch(aNode({ internalIP: undefined }), {
      ...EXPECTED,
      machineID: undefined,
    });
    expect(message).toContain("at no address, and the host at 10.50.1.5 was not met yet");
  });
});
