/** Reasons to wait: a closed set, the same in every CRD, and what makes each go on. */

/** What makes the object go on by itself, by the reason for which it waits: `clearsWhen`. */
export const CLEARS_WHEN = {
  ServerNotFound: "The Server is created in the Operation's namespace.",
  ProfileNotFound: "The ProvisioningProfile is created in the Operation's namespace.",
  ProfileNotNamed: "The Server's spec.provisioningProfile names one.",
  SecretNotFound: "The Secret is created.",
  SecretForbidden: "The RoleBinding lets Stargate read the Secrets of that namespace.",
  RouterNotContacted: "The Router was reached once, so that its host key is on record.",
  RouterNameTaken:
    "A Router with the Server's routerIP is declared, or the one that has the name is deleted.",
  OperationInProgress: "The older Operation ends, or is deleted.",
  DuplicateName: "One of the two Servers is deleted.",
  DuplicateMac:
    "The spec.mac of one of the two is corrected, or written where status.mac has it, or one of them is deleted.",
  DuplicateAddress: "The address of one of the two is corrected, or one of them is deleted.",
  AddressReserved: "The address is corrected, or the range that has it is another one.",
  AddressOutsideSubnets:
    "The Server's ipv4 or routerIP is corrected, or the Router's subnetCIDRs name its subnet.",
  SubnetOverlap:
    "The spec.subnetCIDRs of the Router are corrected, or the other Router is deleted.",
  SettingsMissing: "The ConfigMap has the setting.",
  InvalidSettings: "Every value in the ConfigMap can be used.",
  ClusterConfigMissing: "The ConfigMap is there, with the entry that kubeadm writes.",
  Draining: "Every pod that has to leave the Node has left.",
  DrainBlocked:
    "The budget lets the pods go, or, with policy ForceAfter, the time of the drain is over.",
  DrainRefused:
    "Whoever owns the pods has removed them, or the Operation is replaced by one that may.",
  ServerLeased: "The Lease is given back, or its holder has been dead for 35 s.",
  ServerLocked: "The run that is at work on the server ends.",
  CleaningUp:
    "The Operation that resets the server has succeeded, or, where its host is gone, the Server is annotated with stargate.io/skip-cleanup.",
  CleanupFailed:
    "The failed Operation is deleted, which orders the reset again, or the Server is annotated with stargate.io/skip-cleanup.",
  Cancelling: "The run on the server has stopped.",
  RunsLimited: "An older run ends, or the limit in the settings is raised.",
  Paused: "The pause is taken back.",
  HostUnreachable: "The server answers over SSH.",
  JumpUnreachable: "The router answers over SSH.",
  ApiForbidden: "The right is granted.",
  TokenTaken: "The Secret is deleted.",
  NodeNotRegistered: "The kubelet registers the Node.",
  NodeNotReady: "The Node is Ready, in the wanted version.",
  NodeStillThere: "The Node is gone: nothing of somebody else's keeps it.",
  // What a run that may be at work, or a Router, waits for; anything else fails with these.
  InvalidCredentials: "The Secret holds what can be used.",
  InvalidUsername: "The Secret's username is a login name.",
  WeakKey: "The Secret's privateKey is a strong one.",
  AuthFailed: "The host accepts the login.",
  SudoRefused: "The login may become root.",
  HostKeyMismatch: "The host shows the pinned key, or its own is pinned.",
  HostKeyNotPinned: "The host's key is in spec.hostKeys.",
  MacAddressMismatch: "The host with the Server's spec.mac answers, or that is corrected.",
  NodeIdentityMismatch: "The Node of the Server's name is this machine's, or gone.",
  ScriptFailed: "The server can tell how its run stands.",
  DiskFull: "There is room on the server's disk.",
  UnsupportedHost: "The host is one that Stargate can provision.",
  InvalidSpec: "What the API server refuses to store is corrected.",
  InternalError: "What Stargate has no word for is over; the message says what it is.",
} as const;

/** Why something waits. */
export type WaitReason = keyof typeof CLEARS_WHEN;

/** An object, as `waitingFor` names it. Those without namespaces have none. */
export interface ObjectReference {
  kind: string;
  namespace?: string;
  name: string;
}

/** `status.waitingFor` of every kind of ours. */
export interface WaitingFor {
  reason: WaitReason;
  /** What must appear, or change; absent where it is no object. */
  object?: ObjectReference;
  /** RFC 3339: when it began to wait for this reason and this object. */
  since: string;
  clearsWhen: string;
  message: string;
}
