// Generated from crds/ by `npm run generate`; do not edit.
import { GenericKind, RegisterKind } from "kubernetes-fluent-client";
/**
 * Do this to that server now.
 */
export class Operation extends GenericKind {
  /**
   * What to do; it cannot be changed.
   */
  spec!: OperationSpec;
  /**
   * How far it came.
   */
  status?: OperationStatus;
}

/**
 * What to do; it cannot be changed.
 */
export interface OperationSpec {
  /**
   * Only look: status.preflight and status.plan tell what the operation would find and do,
   * and nothing is changed anywhere.
   */
  dryRun?: boolean;
  /**
   * repave - make the server a node as its profile says; reboot - boot it, and change nothing
   * else; reset - take it out of the cluster, clean and proven so, and remove its Node.
   * Before any of them disturbs pods, the Node is cordoned and drained as the profile's
   * spec.drain says.
   */
  operation: OperationEnum;
  /**
   * Go on only if the plan is the one of this hash, which a dry run has in its
   * status.planHash; else end with PlanChanged before anything is touched.
   */
  planHash?: string;
  /**
   * The profile to apply, in this namespace. Default is the Server's provisioningProfile.
   */
  provisioningProfileRef?: ProvisioningProfileRef;
  /**
   * The server was reinstalled: this operation may replace the SSH host key that was recorded
   * on first contact, once, with an Event. Keys in the Server's spec.hostKeys are never
   * replaced.
   */
  renewHostKey?: boolean;
  /**
   * The Server to work on, in this namespace.
   */
  serverRef: ServerRef;
}

/**
 * repave - make the server a node as its profile says; reboot - boot it, and change nothing
 * else; reset - take it out of the cluster, clean and proven so, and remove its Node.
 * Before any of them disturbs pods, the Node is cordoned and drained as the profile's
 * spec.drain says.
 */
export type OperationEnum = "reboot" | "repave" | "reset";

/**
 * The profile to apply, in this namespace. Default is the Server's provisioningProfile.
 */
export interface ProvisioningProfileRef {
  /**
   * Name of the profile.
   */
  name: string;
}

/**
 * The Server to work on, in this namespace.
 */
export interface ServerRef {
  /**
   * Name of the Server.
   */
  name: string;
}

/**
 * How far it came.
 */
export interface OperationStatus {
  /**
   * Boot of the server that a reboot ended with.
   */
  bootID?: string;
  /**
   * When it ended.
   */
  completionTime?: string;
  /**
   * Complete and Failed as of a Job; the others say how far it came.
   */
  conditions?: Condition[];
  /**
   * Name of the job's systemd unit on the server.
   */
  dcJobID?: string;
  /**
   * Exact version that this run installs.
   */
  kubernetesVersion?: string;
  /**
   * Characters of output so far; the log tail is the end of them.
   */
  logEnd?: number;
  /**
   * End of the run's output, without secrets.
   */
  logTail?: string;
  /**
   * What happened last.
   */
  message?: string;
  /**
   * Generation of the spec that this status judges.
   */
  observedGeneration?: number;
  /**
   * Derived from the conditions; never an input.
   */
  phase?: Phase;
  /**
   * What a dry run foresees; the last item says how many more there are.
   */
  plan?: Plan[];
  /**
   * Hash of the plan, for spec.planHash: for which server and profile, drain, steps, files
   * and packages.
   */
  planHash?: string;
  /**
   * What each check of the server found before anything was changed; docs/operations.md has
   * their names.
   */
  preflight?: Preflight[];
  /**
   * Profile that this run applies.
   */
  provisioningProfile?: string;
  /**
   * Generation of that profile's spec then; no other one is ever applied by this operation.
   */
  provisioningProfileGeneration?: number;
  /**
   * UID of that profile when the run was handed to its server.
   */
  provisioningProfileUID?: string;
  /**
   * Fingerprint of the host key that an operation with renewHostKey found first, and insists
   * on.
   */
  renewedHostKey?: string;
  /**
   * UID of the Server when the run was handed over; this operation works on no other one of
   * that name.
   */
  serverUID?: string;
  /**
   * When work began.
   */
  startTime?: string;
  /**
   * Step at work, such as 7/11 kubernetes-packages.
   */
  step?: string;
  /**
   * Every step of the run, in order.
   */
  steps?: Step[];
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
 * Derived from the conditions; never an input.
 */
export type Phase = "Failed" | "Pending" | "Running" | "Succeeded";

export interface Plan {
  /**
   * How the file would change, as a unified difference; its beginning where that is longer.
   */
  diff?: string;
  /**
   * Version of the package that is installed.
   */
  from?: string;
  /**
   * What it is about; Removal - things of one kind that would be removed; Drain - how the
   * Node would be drained; Budget - a pod that a PodDisruptionBudget keeps now.
   */
  kind: Kind;
  /**
   * Why, in a sentence.
   */
  message?: string;
  /**
   * Name of the step, package or drain policy, path of the file, namespace and name of the
   * pod.
   */
  name: string;
  /**
   * Of a step - Unchanged, WouldApply, or Unknown; of a pod - Moves, Lost (it or its data,
   * which the profile allows), Finished and taken away, Leaving already, Refused (it would be
   * lost, which nobody allowed, so that none is moved), or Blocked by its budget.
   */
  state?: PlanState;
  /**
   * Version of the package that would be.
   */
  to?: string;
}

/**
 * What it is about; Removal - things of one kind that would be removed; Drain - how the
 * Node would be drained; Budget - a pod that a PodDisruptionBudget keeps now.
 */
export type Kind = "Budget" | "Drain" | "File" | "More" | "Package" | "Pod" | "Removal" | "Step";

/**
 * Of a step - Unchanged, WouldApply, or Unknown; of a pod - Moves, Lost (it or its data,
 * which the profile allows), Finished and taken away, Leaving already, Refused (it would be
 * lost, which nobody allowed, so that none is moved), or Blocked by its budget.
 */
export type PlanState =
  | "Blocked"
  | "Finished"
  | "Leaving"
  | "Lost"
  | "Moves"
  | "Refused"
  | "Unchanged"
  | "Unknown"
  | "WouldApply";

export interface Preflight {
  /**
   * What it found, in a sentence.
   */
  message?: string;
  /**
   * Name of the check, such as DiskSpace.
   */
  name: string;
  /**
   * Why it did not pass, in one word.
   */
  reason?: string;
  /**
   * What to do about it.
   */
  remedy?: string;
  /**
   * Passed; Warning - a node can be made of the server, and somebody should look; Ignored -
   * it failed, and spec.ignorePreflightErrors of the profile names it; Failed.
   */
  state: PreflightState;
}

/**
 * Passed; Warning - a node can be made of the server, and somebody should look; Ignored -
 * it failed, and spec.ignorePreflightErrors of the profile names it; Failed.
 */
export type PreflightState = "Failed" | "Ignored" | "Passed" | "Warning";

export interface Step {
  /**
   * How often it was tried.
   */
  attempts?: number;
  /**
   * When it ended.
   */
  completionTime?: string;
  /**
   * Name of the step.
   */
  name: string;
  /**
   * When it began.
   */
  startTime?: string;
  /**
   * Unchanged - the server conformed already; Applied - the step made it conform.
   */
  state: StepState;
}

/**
 * Unchanged - the server conformed already; Applied - the step made it conform.
 */
export type StepState = "Applied" | "Failed" | "Pending" | "Running" | "Unchanged";

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

RegisterKind(Operation, {
  group: "stargate.io",
  version: "v1alpha1",
  kind: "Operation",
  plural: "operations",
});
