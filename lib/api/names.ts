/** Names that go over the wire. No other file spells them. */

import type { ObjectReference } from "./waiting";

/** API group of every kind of ours. */
export const GROUP = "stargate.io";

/** Version of every kind of ours. */
export const VERSION = "v1alpha1";

/** `apiVersion` of every kind of ours. */
export const API_VERSION = `${GROUP}/${VERSION}`;

/** Namespace of the module. Source: fixed by Pepr. */
export const MODULE_NAMESPACE = "pepr-system";

/** Service of the webhooks, ServiceAccount and webhook configurations of the module. Source: Pepr, from the module's uuid. */
export const MODULE_NAME = "pepr-stargate";

/** Names that the API server, or whoever else asks the webhooks, may check their certificate for. */
export const WEBHOOK_HOSTS = [
  `${MODULE_NAME}.${MODULE_NAMESPACE}.svc`,
  `${MODULE_NAME}.${MODULE_NAMESPACE}.svc.cluster.local`,
] as const;

/** ConfigMap with the settings, in the module's namespace. */
export const SETTINGS_CONFIG_MAP = "stargate-config";

/** The same, as `waitingFor` names it. */
export const SETTINGS_OBJECT: ObjectReference = {
  kind: "ConfigMap",
  namespace: MODULE_NAMESPACE,
  name: SETTINGS_CONFIG_MAP,
};

/** ConfigMap in the module's namespace with the machines whose kubelets may not register: their IDs are its keys. */
export const FORGOTTEN_CONFIG_MAP = "stargate-forgotten";

/** Default Secret with the credentials of routers, in the module's namespace. */
export const ROUTER_SSH_SECRET = "stargate-router-ssh";

/** Lease of the process that reconciles; the others stand by. */
export const LEADER_LEASE = "stargate-leader";

/** A server's Lease in the module's namespace: this and the Server's UID. */
export const SERVER_LEASE_PREFIX = "stargate-server-";

/** Field manager and user agent of our requests. */
export const FIELD_MANAGER = "stargate";

/** Label of a Node: the Server it is. */
export const SERVER_LABEL = `${GROUP}/server`;

/** Label of a bootstrap token Secret: UID of the Operation it was minted for. */
export const OPERATION_LABEL = `${GROUP}/operation`;

/** Label of an Operation: the rollout that it is part of. */
export const ROLLOUT_LABEL = `${GROUP}/rollout`;

/** Annotation of a Router that Stargate made because a Server named its address. */
export const ADOPTED_ANNOTATION = `${GROUP}/adopted`;

/** Users that delete what is in a namespace that goes. Source: kube-controller-manager, with and without an account for each controller. */
export const NAMESPACE_DELETERS: readonly string[] = [
  "system:serviceaccount:kube-system:namespace-controller",
  "system:kube-controller-manager",
];

/** Finalizer of what has to be cleaned up before it goes. */
export const CLEANUP_FINALIZER = `${GROUP}/cleanup`;

/** Annotation that lets an object go without its clean-up; its value is the reason, and is recorded. */
export const SKIP_CLEANUP_ANNOTATION = `${GROUP}/skip-cleanup`;

/** Label of the Operation that resets a Server which is being deleted: that Server's UID. */
export const CLEANUP_LABEL = `${GROUP}/cleanup-of`;

/** Scheme of the provider ID of a Node on a machine that belongs to no cloud. */
export const PROVIDER_ID_SCHEME = "stargate";

/** Group of our bootstrap tokens; the static manifests bind it to what a join needs, and no more. */
export const BOOTSTRAP_GROUP = "system:bootstrappers:stargate";

/** ClusterRole that a namespace's RoleBinding grants us, so that we may read its Secrets. */
export const INVENTORY_ROLE = "stargate-inventory";

/** Type of a bootstrap token Secret. Source: Kubernetes, "Authenticating with Bootstrap Tokens". */
export const BOOTSTRAP_TOKEN_TYPE = "bootstrap.kubernetes.io/token";

/** Signer of kubelet client certificates. Source: Kubernetes, "Certificate Signing Requests". */
export const KUBELET_CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";

/** Folder of the runs on a server; each has one named after the Operation's UID. */
export const SERVER_RUNS_DIR = "/var/lib/stargate/runs";

/** Root of the secrets of a run on a server: memory only, root only. */
export const SERVER_SECRETS_DIR = "/run/stargate";

/** Object identifier of a subject's CN. Source: RFC 5280, appendix A. */
export const COMMON_NAME = "2.5.4.3";

/** Object identifier of a subject's O. Source: RFC 5280, appendix A. */
export const ORGANIZATION = "2.5.4.10";

/** Object identifier of the attribute that asks for extensions. Source: RFC 2985, 5.4.2. */
export const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** On a Node: UID of the operation that cordoned it, and will uncordon it. */
export const CORDONED_BY_ANNOTATION = "stargate.io/cordoned-by";
