// Generated from crds/ by `npm run generate`; do not edit.
import { GenericKind, RegisterKind } from "kubernetes-fluent-client";
import type { V1ObjectMeta } from "@kubernetes/client-node";
/**
 * A physical or virtual machine that Stargate can turn into a worker node. The Node takes
 * its name, so that has at most 63 characters. While there is a Node (status.nodeName),
 * provider and ipv4 stay as they are, and so does a mac that is set.
 */
export class Server extends GenericKind {
  /**
   * Where the server is and how it is to be provisioned.
   */
  spec!: ServerSpec;
  /**
   * What Stargate saw of the server and did to it.
   */
  status?: ServerStatus;
}

export interface Metadata extends V1ObjectMeta {
  name?: string;
}

/**
 * Where the server is and how it is to be provisioned.
 */
export interface ServerSpec {
  /**
   * SSH host keys that the server may show: OpenSSH public keys ("ssh-ed25519 AAAA…") or
   * their SHA256 fingerprints. Any other key is refused before authentication.
   */
  hostKeys?: string[];
  /**
   * Address of the server, reached through its router. It becomes the Node's InternalIP.
   */
  ipv4: string;
  /**
   * MAC address of the primary NIC, six lower-case pairs joined by colons. When set, a host
   * without this address is refused; when absent, it is found on first contact.
   */
  mac?: string;
  /**
   * No operation starts on this server while it is set, but dry runs, which only look. A run
   * that is at work already goes on to its end.
   */
  paused?: boolean;
  /**
   * Who runs the machine. It decides the Node's provider ID: stargate://<namespace>/<name>
   * for qemu and baremetal; a cloud's own ID is never composed.
   */
  provider?: Provider;
  /**
   * Profile wanted on this server, in the same namespace; the default of an Operation.
   */
  provisioningProfile?: string;
  /**
   * Tailscale IP of the datacenter's router, through which SSH goes. Absent means that the
   * controller reaches the server directly. A Router object with this tailscaleIP is used, or
   * made.
   */
  routerIP?: string;
  /**
   * Port of the server's sshd. Default is the setting ssh-port, then 22.
   */
  sshPort?: number;
}

/**
 * Who runs the machine. It decides the Node's provider ID: stargate://<namespace>/<name>
 * for qemu and baremetal; a cloud's own ID is never composed.
 */
export type Provider = "azure" | "baremetal" | "qemu";

/**
 * What Stargate saw of the server and did to it.
 */
export interface ServerStatus {
  /**
   * Profile of the last successful repave.
   */
  appliedProvisioningProfile?: string;
  /**
   * Ready sums up; the others say why.
   */
  conditions?: Condition[];
  /**
   * SSH host keys recorded on first contact, used when the spec pins none.
   */
  hostKeys?: string[];
  /**
   * Time of the last change of state.
   */
  lastUpdated?: string;
  /**
   * MAC address found at first contact.
   */
  mac?: string;
  /**
   * The host's machine ID at first contact; a Node is this server's only with it.
   */
  machineID?: string;
  /**
   * What happened last.
   */
  message?: string;
  /**
   * Name of the Node that this server became; while it is set, the Server's identity is fixed.
   */
  nodeName?: string;
  /**
   * Generation of the spec that this status judges.
   */
  observedGeneration?: number;
  /**
   * What the server runs as a Node, such as k8s-1.34; gone with the Node.
   */
  os?: string;
  /**
   * The node's podCIDR, the record of the server's block that routes are made from; it stays
   * when the Node is deleted, and is released by a reset.
   */
  podCIDR?: string;
  /**
   * Derived from the conditions and the server's operations; never an input.
   */
  state?: State;
  /**
   * What somebody or something else must bring before it goes on; absent when nothing is
   * waited for.
   */
  waitingFor?: WaitingFor;
}

export interface Condition {
  /**
   * When status last changed.
   */
  lastTransitionTime: string;
  /**
   * Why, in a sentence.
   */
  message: string;
  /**
   * Generation of the spec that was judged.
   */
  observedGeneration?: number;
  /**
   * Why, in one word; docs/operations.md says what to do.
   */
  reason: string;
  /**
   * Whether it is so.
   */
  status: StatusEnum;
  /**
   * What is judged.
   */
  type: string;
}

/**
 * Whether it is so.
 */
export type StatusEnum = "False" | "True" | "Unknown";

/**
 * Derived from the conditions and the server's operations; never an input.
 */
export type State = "error" | "pending" | "provisioning" | "ready";

/**
 * What somebody or something else must bring before it goes on; absent when nothing is
 * waited for.
 */
export interface WaitingFor {
  /**
   * What makes it go on.
   */
  clearsWhen: string;
  /**
   * What is missing, in a sentence.
   */
  message: string;
  /**
   * What it waits for; absent where that is no object.
   */
  object?: ObjectReference;
  /**
   * Why it waits, in one word; docs/operations.md says what to do.
   */
  reason: WaitReason;
  /**
   * When it began to wait for this reason and this object.
   */
  since: string;
}

/**
 * What it waits for; absent where that is no object.
 */
export interface ObjectReference {
  /**
   * Kind of the object.
   */
  kind: string;
  /**
   * Its name.
   */
  name: string;
  /**
   * Its namespace; absent for kinds without namespaces, such as Node.
   */
  namespace?: string;
}

/**
 * Why it waits, in one word; docs/operations.md says what to do.
 */
export type WaitReason =
  | "ApiForbidden"
  | "AddressOutsideSubnets"
  | "AddressReserved"
  | "AuthFailed"
  | "Cancelling"
  | "CleaningUp"
  | "CleanupFailed"
  | "ClusterConfigMissing"
  | "DiskFull"
  | "DrainBlocked"
  | "DrainRefused"
  | "Draining"
  | "DuplicateAddress"
  | "DuplicateMac"
  | "DuplicateName"
  | "HostKeyMismatch"
  | "HostKeyNotPinned"
  | "HostUnreachable"
  | "InternalError"
  | "InvalidCredentials"
  | "InvalidSettings"
  | "InvalidSpec"
  | "InvalidUsername"
  | "JumpUnreachable"
  | "MacAddressMismatch"
  | "NodeIdentityMismatch"
  | "NodeNotReady"
  | "NodeNotRegistered"
  | "NodeStillThere"
  | "OperationInProgress"
  | "Paused"
  | "ProfileNotFound"
  | "ProfileNotNamed"
  | "RouterNameTaken"
  | "RouterNotContacted"
  | "RunsLimited"
  | "ScriptFailed"
  | "SecretForbidden"
  | "SecretNotFound"
  | "ServerLeased"
  | "ServerLocked"
  | "ServerNotFound"
  | "SettingsMissing"
  | "SubnetOverlap"
  | "SudoRefused"
  | "TokenTaken"
  | "UnsupportedHost"
  | "WeakKey";

RegisterKind(Server, {
  group: "stargate.io",
  version: "v1alpha1",
  kind: "Server",
  plural: "servers",
});
