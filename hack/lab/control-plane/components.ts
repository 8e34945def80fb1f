import path from "node:path";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, logPath, SOURCE_DIRECTORY } from "../lab";
import type { Daemon } from "../process/daemon";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { readFacts } from "../topology-record";
import { ETCD_URL } from "./etcd";
import { flags } from "./flags";
import { egressPath } from "./konnectivity";
import { kubeconfigPath, pkiPath } from "./paths";

/** The API server. */
export function apiServer(lab: Lab, programs: string): Daemon {
  const facts = readFacts(lab);
  return {
    name: "kube-apiserver",
    namespace: controlPlaneNamespace(lab),
    address: `${CONTROL_PLANE_ADDRESS}:${facts.apiServerPort}`,
    command: [
      path.join(programs, "kube-apiserver"),
      ...flags({
        "advertise-address": CONTROL_PLANE_ADDRESS,
        "secure-port": facts.apiServerPort,
        "allow-privileged": true,
        "authorization-mode": "Node,RBAC",
        // The second binds the pods of a namespace to Nodes, where its annotation says so.
        "enable-admission-plugins": "NodeRestriction,PodNodeSelector",
        "enable-bootstrap-token-auth": true,
        // Webhook Services resolve to endpoints: there is no kube-proxy beside the API server.
        "enable-aggregator-routing": true,
        // A node's name resolves nowhere in the lab.
        "kubelet-preferred-address-types": "InternalIP",
        "etcd-servers": ETCD_URL,
        "service-cluster-ip-range": facts.serviceCidr,
        ...(facts.isManaged ? { "egress-selector-config-file": egressPath(lab) } : {}),
        ...servingFlags(lab),
        ...serviceAccountFlags(lab),
        ...aggregationFlags(lab),
        ...auditFlags(lab),
      }),
    ],
  };
}

/** The controllers, which also give each Node its pod addresses and sign what was approved. */
export function controllerManager(lab: Lab, programs: string): Daemon {
  const facts = readFacts(lab);
  return {
    name: "kube-controller-manager",
    namespace: controlPlaneNamespace(lab),
    command: [
      path.join(programs, "kube-controller-manager"),
      ...flags({
        ...delegationFlags(lab, "controller-manager"),
        "use-service-account-credentials": true,
        controllers: "*,bootstrapsigner,tokencleaner",
        ...(facts.isManaged ? { "allocate-node-cidrs": false } : blockFlags(facts.podCidr)),
        "service-cluster-ip-range": facts.serviceCidr,
        "cluster-name": `stargate-${lab.instance}`,
        "cluster-signing-cert-file": pkiPath(lab, "ca.crt"),
        "cluster-signing-key-file": pkiPath(lab, "ca.key"),
        "root-ca-file": pkiPath(lab, "ca.crt"),
        "service-account-private-key-file": pkiPath(lab, "sa.key"),
      }),
    ],
  };
}

/** The scheduler. */
export function scheduler(lab: Lab, programs: string): Daemon {
  return {
    name: "kube-scheduler",
    namespace: controlPlaneNamespace(lab),
    command: [path.join(programs, "kube-scheduler"), ...flags(delegationFlags(lab, "scheduler"))],
  };
}

function blockFlags(podCidr: string): Record<string, string | number | boolean> {
  return { "allocate-node-cidrs": true, "cluster-cidr": podCidr, "node-cidr-mask-size": 24 };
}

function servingFlags(lab: Lab): Record<string, string> {
  return {
    "client-ca-file": pkiPath(lab, "ca.crt"),
    "tls-cert-file": pkiPath(lab, "apiserver.crt"),
    "tls-private-key-file": pkiPath(lab, "apiserver.key"),
    "kubelet-client-certificate": pkiPath(lab, "apiserver-kubelet-client.crt"),
    "kubelet-client-key": pkiPath(lab, "apiserver-kubelet-client.key"),
  };
}

function serviceAccountFlags(lab: Lab): Record<string, string> {
  return {
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "service-account-key-file": pkiPath(lab, "sa.pub"),
    "service-account-signing-key-file": pkiPath(lab, "sa.key"),
  };
}

function aggregationFlags(lab: Lab): Record<string, string> {
  return {
    "requestheader-client-ca-file": pkiPath(lab, "front-proxy-ca.crt"),
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "proxy-client-cert-file": pkiPath(lab, "front-proxy-client.crt"),
    "proxy-client-key-file": pkiPath(lab, "front-proxy-client.key"),
  };
}

function auditFlags(lab: Lab): Record<string, string | number> {
  return {
    "audit-policy-file": path.join(SOURCE_DIRECTORY, "control-plane/audit-policy.yaml"),
    "audit-log-path": logPath(lab, "audit"),
    "audit-log-maxsize": 64,
    "audit-log-maxbackup": 10,
  };
}

/** Flags that controller manager and scheduler share; there is one of each, so no leader is elected. */
function delegationFlags(
  lab: Lab,
  component: "controller-manager" | "scheduler",
): Record<string, string | boolean> {
  const kubeconfig = kubeconfigPath(lab, component);
  return {
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "client-ca-file": pkiPath(lab, "ca.crt"),
    "requestheader-client-ca-file": pkiPath(lab, "front-proxy-ca.crt"),
    "bind-address": "127.0.0.1",
    "leader-elect": false,
  };
}
