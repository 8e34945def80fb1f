// Generated from crds/ by `npm run generate`; do not edit.
import { GenericKind, RegisterKind } from "kubernetes-fluent-client";
/**
 * How servers are provisioned - Kubernetes version, packages, credentials and pod network.
 */
export class ProvisioningProfile extends GenericKind {
  /**
   * The wanted software and the credentials to install it with.
   */
  spec!: ProvisioningProfileSpec;
  /**
   * Whether operations can use this profile.
   */
  status?: ProvisioningProfileStatus;
}

/**
 * The wanted software and the credentials to install it with.
 */
export interface ProvisioningProfileSpec {
  /**
   * Login name on servers when the Secret has no username. Default is the setting
   * admin-username, then ubuntu.
   */
  adminUsername?: string;
  /**
   * cluster - a DaemonSet of the cluster brings the pod network; bridge - Stargate writes a
   * bridge configuration for the Node's podCIDR.
   */
  cni?: Cni;
  /**
   * Container runtime to install. There is one to choose, which is installed either way; the
   * schema refuses another.
   */
  containerRuntime?: ContainerRuntime;
  /**
   * Script that runs as root on the server, after the Kubernetes packages and before the
   * join: by its own interpreter when its first line names one, else by bash. It runs again
   * only when it, or a variable that it reads, has changed.
   */
  customBootstrapScript?: string;
  /**
   * How pods leave a Node before an operation disturbs them. As with kubectl drain, pods of
   * DaemonSets and static pods stay, and finished pods go.
   */
  drain?: Drain;
  /**
   * Names of preflight checks, Stargate's own and kubeadm's, whose failures do not matter on
   * these servers, such as Swap; never whose node a server is (Membership, NodeIdentity).
   */
  ignorePreflightErrors?: string[];
  /**
   * "1.34" for the newest patch that the repositories offer when a run starts, or an exact
   * version such as "1.34.4"; 1.28 is the oldest. Write it in quotes: YAML reads 1.30 as the
   * number 1.3, which is refused (must be of type string).
   */
  kubernetesVersion: string;
  /**
   * Flat apt repositories that replace the default
   * https://pkgs.k8s.io/core:/stable:/v{minor}/deb/, for mirrors and air-gapped sites.
   * Signatures are always verified. A package that they have is taken from nowhere else;
   * others come from the server's own sources.
   */
  repositories?: Repository[];
  /**
   * Secret in this namespace with the SSH privateKey and, optionally, the username for
   * servers (and for routers without credentials of their own).
   */
  sshCredentialsSecretRef: string;
  /**
   * Taken from manifests that name it, and not used: a server whose ipv4 is a Tailscale IP
   * must be on the tailnet already. The profile's message says so where it is set.
   */
  tailscaleAuthKeySecretRef?: string;
  /**
   * How long an operation may take, in seconds.
   */
  timeouts?: Timeouts;
}

/**
 * cluster - a DaemonSet of the cluster brings the pod network; bridge - Stargate writes a
 * bridge configuration for the Node's podCIDR.
 */
export type Cni = "bridge" | "cluster";

/**
 * Container runtime to install. There is one to choose, which is installed either way; the
 * schema refuses another.
 */
export type ContainerRuntime = "containerd";

/**
 * How pods leave a Node before an operation disturbs them. As with kubectl drain, pods of
 * DaemonSets and static pods stay, and finished pods go.
 */
export interface Drain {
  /**
   * Whether pods with emptyDir volumes go, and their data with them. Otherwise they are
   * waited for, and nothing is touched.
   */
  deleteEmptyDirData?: boolean;
  /**
   * Whether pods go that no controller makes again. Otherwise they are waited for, and
   * nothing is touched.
   */
  deleteUnmanagedPods?: boolean;
  /**
   * What to do when pods are still there after timeoutSeconds, as where a PodDisruptionBudget
   * keeps them. Wait - wait on; Abort - let pods onto the Node again and fail, with nothing
   * disturbed; ForceAfter - delete them whatever their budgets say.
   */
  policy?: Policy;
  /**
   * Time for pods to leave by themselves; with Wait nothing happens when it is over.
   */
  timeoutSeconds?: number;
}

/**
 * What to do when pods are still there after timeoutSeconds, as where a PodDisruptionBudget
 * keeps them. Wait - wait on; Abort - let pods onto the Node again and fail, with nothing
 * disturbed; ForceAfter - delete them whatever their budgets say.
 */
export type Policy = "Abort" | "ForceAfter" | "Wait";

export interface Repository {
  /**
   * Fingerprint that the signing key must have, 40 hexadecimal digits.
   */
  fingerprint?: string;
  /**
   * Armored OpenPGP public key that signs the repository.
   */
  key?: string;
  /**
   * Secret in this namespace whose entry "key" holds the armored public key.
   */
  keySecretRef?: string;
  /**
   * Address of the repository; {minor} stands for the Kubernetes minor, such as 1.34.
   */
  url: string;
}

/**
 * How long an operation may take, in seconds.
 */
export interface Timeouts {
  /**
   * Until the server answered over SSH for the first time.
   */
  connectSeconds?: number;
  /**
   * From the end of the run until the Node is Ready.
   */
  nodeReadySeconds?: number;
  /**
   * For all steps on the server together; the server itself ends the run then.
   */
  runSeconds?: number;
}

/**
 * Whether operations can use this profile.
 */
export interface ProvisioningProfileStatus {
  /**
   * Ready sums up; the others say why.
   */
  conditions?: Condition[];
  /**
   * Why it is, or is not, ready.
   */
  message?: string;
  /**
   * Generation of the spec that this status judges.
   */
  observedGeneration?: number;
  /**
   * Same as the condition Ready.
   */
  ready?: boolean;
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

RegisterKind(ProvisioningProfile, {
  group: "stargate.io",
  version: "v1alpha1",
  kind: "ProvisioningProfile",
  plural: "provisioningprofiles",
});
