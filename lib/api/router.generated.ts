// Generated from crds/ by `npm run generate`; do not edit.
import { GenericKind, RegisterKind } from "kubernetes-fluent-client";
/**
 * The machine of a datacenter that is on the tailnet and through which SSH reaches its
 * servers. A routerIP that no Router names gets one made for it.
 */
export class Router extends GenericKind {
  /**
   * Address, credentials and host keys of the router.
   */
  spec!: RouterSpec;
  /**
   * What Stargate saw of the router.
   */
  status?: RouterStatus;
}

/**
 * Address, credentials and host keys of the router.
 */
export interface RouterSpec {
  /**
   * Login name on the router when the Secret has no username. Default is the setting
   * admin-username, then ubuntu.
   */
  adminUsername?: string;
  /**
   * SSH host keys that the router may show: OpenSSH public keys ("ssh-ed25519 AAAA…") or
   * their SHA256 fingerprints. Any other key is refused before authentication.
   */
  hostKeys?: string[];
  /**
   * Secret in this namespace with the SSH privateKey and, optionally, the username for the
   * router. Default is the Secret stargate-router-ssh of Stargate's own namespace.
   */
  sshCredentialsSecretRef?: string;
  /**
   * Port of the router's sshd. Default is the setting ssh-port, then 22.
   */
  sshPort?: number;
  /**
   * Subnets of the datacenter, IPv4, such as 10.50.1.0/24. When listed, a Server behind this
   * router has its ipv4 in one of them. No other Router may have one that overlaps, nor may
   * pods or Services.
   */
  subnetCIDRs?: string[];
  /**
   * The router's Tailscale IP; Servers name it as their routerIP.
   */
  tailscaleIP: string;
}

/**
 * What Stargate saw of the router.
 */
export interface RouterStatus {
  /**
   * Ready sums up; the others say why.
   */
  conditions?: Condition[];
  /**
   * SSH host keys recorded on first contact, used when the spec pins none.
   */
  hostKeys?: string[];
  /**
   * Why the last contact failed; absent after a good one.
   */
  lastError?: string;
  /**
   * Generation of the spec that this status judges.
   */
  observedGeneration?: number;
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

RegisterKind(Router, {
  group: "stargate.io",
  version: "v1alpha1",
  kind: "Router",
  plural: "routers",
});
