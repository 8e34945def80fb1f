import type { Reason } from "../../api/conditions";
import type { WaitReason } from "../../api/waiting";
import { satisfies } from "../version";

/** A Node, as far as it can prove who it is. */
export interface NodeEvidence {
  readonly name: string;
  readonly uid: string;
  /** Changes with every boot of its machine. */
  readonly bootID: string;
  readonly machineID: string;
  readonly kubeletVersion: string;
  readonly internalIP: string | undefined;
  readonly ready: boolean;
  readonly notReadyMessage: string;
  /** Whether it takes no new pods. */
  readonly isCordoned: boolean;
  /** UID of the operation that cordoned it. */
  readonly cordonedBy: string | undefined;
}

/** What the Node of a server must be. */
export interface ExpectedNode {
  readonly name: string;
  readonly machineID: string | undefined;
  readonly ipv4: string;
}

/** Whether a Node is what it must be: yes, not yet, or never. */
export type NodeVerdict =
  | { readonly kind: "Good"; readonly message: string }
  | { readonly kind: "NotYet"; readonly reason: WaitReason; readonly message: string }
  | { readonly kind: "Wrong"; readonly reason: Reason; readonly message: string };

/**
 * Whether the Node is this server's own: same machine, same address.
 *
 * A Node without a recorded machine cannot be proven to be the server's.
 */
export function isOwnNode(node: NodeEvidence, expected: ExpectedNode): boolean {
  return node.machineID === expected.machineID && node.internalIP === expected.ipv4;
}

/** Whether the Node is this machine's, and nothing says that it is a clone's: a kubelet that never reported has no address. */
export function isOwnMachine(node: NodeEvidence, { machineID, ipv4 }: ExpectedNode): boolean {
  const { internalIP = ipv4 } = node;
  return machineID !== undefined && node.machineID === machineID && internalIP === ipv4;
}

/** Whether the Node is provably another machine's. A server that nobody met may be any. */
export function isOtherMachine(node: NodeEvidence, { machineID }: ExpectedNode): boolean {
  return machineID !== undefined && node.machineID !== machineID;
}

/** Whether the server has become a Ready Node of the version. */
export function judgeNode(
  node: NodeEvidence | undefined,
  expected: ExpectedNode,
  version: string,
): NodeVerdict {
  if (node === undefined) {
    return {
      kind: "NotYet",
      reason: "NodeNotRegistered",
      message: `no Node ${expected.name} is registered`,
    };
  }
  if (!isOwnNode(node, expected)) {
    return { kind: "Wrong", reason: "NodeIdentityMismatch", message: mismatch(node, expected) };
  }
  if (!satisfies(node.kubeletVersion, version)) {
    return {
      kind: "NotYet",
      reason: "NodeNotReady",
      message: `Node ${node.name} still reports ${node.kubeletVersion}, not ${version}`,
    };
  }
  if (!node.ready) {
    return {
      kind: "NotYet",
      reason: "NodeNotReady",
      message: `Node ${node.name} is not Ready: ${node.notReadyMessage}`,
    };
  }
  return { kind: "Good", message: `Node ${node.name} is Ready with ${node.kubeletVersion}` };
}

/** Whether the Node is back after its server booted; `bootID` is what the server itself said. */
export function judgeReboot(
  node: NodeEvidence,
  expected: ExpectedNode,
  bootID: string | undefined,
): NodeVerdict {
  if (!isOwnNode(node, expected)) {
    return { kind: "Wrong", reason: "NodeIdentityMismatch", message: mismatch(node, expected) };
  }
  if (node.bootID !== bootID) {
    const message = `Node ${node.name} has not reported since its server booted`;
    return { kind: "NotYet", reason: "NodeNotReady", message };
  }
  return node.ready
    ? { kind: "Good", message: `Node ${node.name} is Ready after boot ${node.bootID}` }
    : {
        kind: "NotYet",
        reason: "NodeNotReady",
        message: `Node ${node.name} is not Ready after the boot: ${node.notReadyMessage}`,
      };
}

/** Which machine and address a Node has, and which it should have. */
export function mismatch(node: NodeEvidence, expected: ExpectedNode): string {
  const is = `Node ${node.name} is machine ${node.machineID} at ${node.internalIP ?? "no address"}`;
  // A Server that was made again has met no host yet, and the Node may well be its own: nobody is to remove it.
  return expected.machineID === undefined
    ? `${is}, and the host at ${expected.ipv4} was not met yet: the next operation tells whether it is that machine; if it is not, rename the Server`
    : `${is}, not machine ${expected.machineID} at ${expected.ipv4}; rename the Server, or remove that Node if its machine is gone`;
}
