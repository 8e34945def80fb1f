/** Condition types and reasons: closed sets, documented here, listed in docs/reference/conditions.md. */

/** Condition types of each kind, and what True means. */
export const CONDITION_TYPES = {
  Server: {
    Ready: "The server is a Ready node of the cluster.",
    Reachable: "The last contact over SSH succeeded.",
    HostKeyTrusted: "The host key that the server showed is the pinned or recorded one.",
    NodeReady: "The server's Node is registered and Ready.",
    Paused: "Nothing is started on the server: its spec.paused or the setting pause-all holds it.",
  },
  ProvisioningProfile: {
    Ready: "Operations can use the profile.",
    SecretsReady: "Every Secret that the profile names is there and usable.",
    VersionAvailable:
      "The last server that was to become it found the profile's version in its repositories. Unknown until one has looked.",
  },
  Operation: {
    Ready: "Same as Complete, for tools that wait for Ready.",
    Complete: "The operation succeeded; its effect was read back.",
    Failed: "The operation ended without success.",
    HostReachable: "The server answered over SSH.",
    Drained:
      "The pods that have to leave have left the Node, so that it may be disturbed. Absent where that is not needed.",
    Bootstrapped: "Every step on the server succeeded.",
    NodeReady: "The Node is registered by this server, in the wanted version, and Ready.",
  },
  Router: {
    Ready: "Servers can be reached through the router.",
    Reachable: "The last contact over SSH succeeded.",
    HostKeyTrusted: "The host key that the router showed is the pinned or recorded one.",
  },
} as const;

/** Reasons of conditions and Events, and what they mean. */
export const REASONS = {
  // Good
  Succeeded: "Everything that was asked for was done and read back.",
  Connected: "The host answered over SSH and accepted the login.",
  Pinned: "The host showed the key that the spec pins.",
  Recorded: "The host showed the key that was recorded on first contact.",
  Usable: "Everything that is referred to is there and well-formed.",
  NodeReady: "The Node is Ready.",
  StepsSucceeded: "Every step conforms.",
  NodeDrained: "Every pod that has to leave the Node has left.",
  NotPaused: "Nobody holds the server.",
  // On the way
  NotStarted: "Nothing was tried yet.",
  InProgress: "Work is under way.",
  StepsRunning: "The job on the server is at work.",
  NotProvisioned:
    "No operation has made the server a node yet, or a reset took it out of the cluster.",
  // Waiting: goes on by itself when what is missing appears
  ServerNotFound: "The Server does not exist yet.",
  ProfileNotFound: "The ProvisioningProfile does not exist yet.",
  ProfileNotNamed: "Neither the Operation nor the Server names a ProvisioningProfile.",
  SecretNotFound: "The Secret does not exist yet.",
  SecretForbidden: "Stargate may not read Secrets in this namespace yet.",
  RouterNotContacted: "The router has not answered yet, so its host key is unknown.",
  RouterNameTaken: "A Router of another address has the name that this one would get.",
  OperationInProgress: "An older operation on the same server has not ended.",
  DuplicateName: "A Server in another namespace, created earlier, has the same name.",
  DuplicateMac: "A Server that was created earlier has the same MAC address.",
  DuplicateAddress: "Another object that was created earlier has the same address.",
  AddressReserved: "An address is one that the cluster or a platform has for something else.",
  AddressOutsideSubnets: "The server's address is in none of its Router's subnets.",
  SubnetOverlap:
    "A Router that was created earlier, or the cluster, has addresses of the same subnet.",
  Draining: "Pods are leaving the Node.",
  DrainBlocked: "A PodDisruptionBudget keeps pods on the Node.",
  DrainRefused: "Pods of the Node would be lost, or data of theirs; nothing was touched.",
  ServerLeased: "Another controller is at work on the server.",
  LeaseLost: "Another controller took over while this one was at work.",
  RunsLimited: "As many runs as allowed are at work; the oldest operation is next.",
  Paused: "The Server, or everything, is paused.",
  HostUnreachable: "The server does not answer over SSH.",
  JumpUnreachable: "The router does not answer over SSH.",
  ApiUnavailable: "The API server does not answer.",
  ApiForbidden: "The API server refuses a right that Stargate needs; the message names it.",
  TokenTaken: "A bootstrap token with the ID of this operation's is somebody else's.",
  ClusterConfigMissing:
    "The ConfigMaps in which kubeadm tells joining nodes of the cluster are not there.",
  SettingsMissing: "A setting that this operation needs is not set.",
  NodeNotRegistered: "No Node of the server's name is registered.",
  NodeNotReady: "The Node is registered and not Ready.",
  NodeStillThere: "The server's Node was deleted, and is not gone yet.",
  // Failure: a human acts
  InvalidSpec: "The request cannot be carried out as it is written.",
  VersionSkew: "The API server cannot have kubelets of the profile's version.",
  InvalidUsername: "A login name could be taken for something else.",
  InvalidCredentials: "A Secret does not hold usable credentials.",
  WeakKey: "A private key is too weak to be used.",
  InvalidSettings: "A setting has a value that cannot be used.",
  AuthFailed: "The host refused the login.",
  HostKeyMismatch: "The host showed another key than the expected one; nothing was sent to it.",
  HostKeyNotPinned: "No key is pinned and the setting host-key-policy is strict.",
  SudoRefused: "The login may not become root without a password.",
  ProfileChanged: "The run has to be started again, and its profile was changed since it began.",
  PlanChanged: "The plan is not the one that the Operation requires; nothing was touched.",
  UnsupportedHost: "The host is not one that Stargate can provision.",
  MemoryLow: "The server has little memory.",
  SwapOn: "The server swaps.",
  PortInUse: "Another program listens on a port that a node needs.",
  ResidueFound: "An earlier cluster left something on the server.",
  MtuTooSmall: "Packets to the API server are smaller than they should be.",
  ApiServerNotTrusted:
    "What answers at the API server's address has no certificate of the cluster for that address.",
  MacAddressMismatch: "No NIC of the host has the address that the Server names.",
  MemberOfAnotherCluster: "The host is a node of another cluster.",
  NodeIdentityMismatch: "The Node of this name belongs to another machine.",
  RepositoryUnreachable: "The server cannot download from a package repository.",
  RepositoryNotTrusted: "A package repository is not signed by its pinned key.",
  VersionNotAvailable: "No repository offers the wanted Kubernetes version.",
  PackageInstallFailed: "The package system refused an installation.",
  RuntimeFailed: "The container runtime does not come up.",
  ResidueLeft: "Something of an earlier membership of a cluster cannot be removed from the host.",
  JoinFailed: "kubeadm could not join the node to the cluster.",
  PodCIDRMissing: "The Node was given no podCIDR.",
  KubeletFailed: "The kubelet does not come up.",
  ScriptFailed: "A script on the server failed.",
  StepTimedOut: "A step on the server took longer than it may.",
  RunTimedOut: "The run on the server took longer than it may.",
  JobLost: "The job on the server ended without a result.",
  ServerLocked: "Another run is at work on the server.",
  FenceStale: "Another controller was given the server meanwhile; this one touches it no more.",
  FenceOutOfRange: "The server names a fence that no Lease can count up to.",
  Fenced: "The server was given to another run while this one was at work.",
  CleaningUp: "The Server was deleted; an Operation takes it out of the cluster first.",
  CleanupFailed: "The Server was deleted, and the Operation that was to reset it failed.",
  Cancelling: "The operation was deleted; its run is being stopped.",
  Cancelled: "The run was cancelled.",
  PackageLockHeld: "Another program holds the package system's lock.",
  DiskFull: "A disk of the server is full.",
  NameResolutionFailed: "The server cannot resolve a name.",
  ClockSkewed: "The server's clock is off.",
  DrainTimedOut: "Pods did not leave the Node in the time that its profile gives them.",
  RebootFailed: "The server does not reboot.",
  CustomScriptFailed: "The profile's customBootstrapScript failed.",
  CertificateDenied: "A certificate request of ours claimed something it may not.",
  NamespaceTerminating: "The namespace is being deleted: nothing can be created in it any more.",
  InternalError: "A defect of Stargate; the message says where.",
} as const;

/** A condition's reason. */
export type Reason = keyof typeof REASONS;

/** A kind of ours. */
export type Kind = keyof typeof CONDITION_TYPES;

/** Condition types of the kind. */
export type ConditionType<K extends Kind> = keyof (typeof CONDITION_TYPES)[K] & string;

/** `metav1.Condition`. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  observedGeneration?: number;
  lastTransitionTime: string;
}

/** Reasons of Events, and what they say. */
export const EVENT_REASONS = {
  OperationStarted: "Work on the server began.",
  OperationSucceeded: "The operation succeeded.",
  OperationFailed: "The operation failed; the message says why and what to do.",
  HostKeyRecorded: "A host key was recorded on first contact.",
  ConnectionLost: "A run at work can be followed no longer, for now; the message says why.",
  ConnectionRestored: "A server whose run could not be followed answers again.",
  NodeDrained: "Every pod that has to leave the Node has left; the operation goes on.",
  DrainBlocked:
    "Pods do not leave a Node that is to be disturbed; the message says which, and why.",
  RunRestarted: "A server lost a run, by a reboot for example; it was started again.",
  OperationCancelled: "The operation was deleted; its run was stopped.",
  CleanupSkipped:
    "An Operation or Server was deleted and its host was not told or cleaned; the message says why.",
  HostKeyRenewed: "An operation that may renew the recorded host key did so.",
  HostKeyMismatch: "A host showed another key than the pinned or recorded one.",
  RouterAdopted: "A Router was made for an address that a Server names.",
  CertificateApproved: "The client certificate of a joining node was approved.",
  CertificateDenied: "A certificate request was denied.",
  InvalidSettings: "The settings cannot be used; the last good ones stay in force.",
} as const;

/** An Event's reason. */
export type EventReason = keyof typeof EVENT_REASONS;
