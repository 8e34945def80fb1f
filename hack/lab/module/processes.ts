import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { kubeconfigPath } from "../control-plane/paths";
import type { Kubectl } from "../control-plane/kubectl";
import { LabError } from "../errors";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, logPath, REPOSITORY_DIRECTORY, statePath } from "../lab";
import { until } from "../poll";
import { assertRunning, type Daemon, ensureDaemon } from "../process/daemon";
import { enterNamespace } from "../process/enter-namespace";
import { succeeds } from "../run";
import { writeFileAtomic } from "../write-file";
import { withServer, withTokenFile } from "./kubeconfig";
import { BUNDLE, findDeployment, findSecret, type KubernetesObject, type Secret } from "./manifest";
import {
  daemonName,
  generatedName,
  listenAddress,
  listenPort,
  metricsPort,
  MODULE_NAME,
  MODULE_NAMESPACE,
  type ModulePart,
} from "./parts";

/** As long as the certificates of kubeadm and Pepr: nobody need start the module again for the token's sake. */
const TOKEN_DURATION = "8760h";

/** Pepr waits up to 3 s on purpose; the rest is for a busy machine. */
const HEALTHY_TIMEOUT_MS = 180_000;

/** The Node that production runs, installed as a package. */
const NODE = path.join(REPOSITORY_DIRECTORY, "node_modules/.bin/node");

/** How a start may differ from the usual one. */
export interface StartOptions {
  /** Where the processes find the API server. */
  readonly apiServer?: string;
  /**
   * Whether watchers ask who may reconcile; otherwise each of them does. One that cannot prove its right any more ends,
   * and nobody here starts it again, as a kubelet would.
   */
  readonly leaderElect?: boolean;
  /** The Secret in which they look after the webhooks' certificate, which they are not given then. */
  readonly webhookSecret?: string;
}

/** Starts one part of the module as production would, and waits until it says that it is ready. */
export async function startPart(
  lab: Lab,
  part: ModulePart,
  generated: readonly KubernetesObject[],
  options: StartOptions = {},
): Promise<string> {
  const name = daemonName(part);
  const state = await ensureDaemon(lab, moduleDaemon(lab, part, generated, options));
  const url = `https://${listenAddress(part)}/readyz`;
  // The certificate is for the Service's name, which resolves nowhere here.
  const probe = ["curl", "--silent", "--fail", "--insecure", "--max-time", "10", url];
  const wait = {
    what: `${url} of ${name} to say yes`,
    deadlineMs: HEALTHY_TIMEOUT_MS,
    log: logPath(lab, name),
  };
  await until(wait, async () => {
    assertRunning(lab, name);
    const healthy = await succeeds(enterNamespace(controlPlaneNamespace(lab), probe));
    return healthy ? { done: true } : { seen: "not ready" };
  });
  return state;
}

/** Writes what the module's pods would be given: certificates, the secret path of the webhooks, an identity. */
export async function writeCredentials(
  lab: Lab,
  kubectl: Kubectl,
  generated: readonly KubernetesObject[],
): Promise<void> {
  const tls = findSecret(generated, "-tls");
  writeFileAtomic(file(lab, "tls.crt"), decode(tls, "tls.crt"), 0o600);
  writeFileAtomic(file(lab, "tls.key"), decode(tls, "tls.key"), 0o600);
  const token = await kubectl([
    ...["create", "token", MODULE_NAME, "-n", MODULE_NAMESPACE],
    `--duration=${TOKEN_DURATION}`,
  ]);
  writeFileAtomic(file(lab, "token"), token.trim(), 0o600);
  // The administrator's file with another user in it: the rights are those of the generated RBAC.
  const admin = readFileSync(kubeconfigPath(lab, "admin"), "utf8");
  writeFileAtomic(file(lab, "kubeconfig"), withTokenFile(admin, file(lab, "token")), 0o600);
}

/** The part's kubeconfig; its own one when it is to find the API server elsewhere, such as behind a proxy. */
function writeKubeconfig(lab: Lab, part: ModulePart, apiServer: string | undefined): string {
  const usual = file(lab, "kubeconfig");
  if (apiServer === undefined) {
    return usual;
  }
  const own = file(lab, `kubeconfig-${part}`);
  writeFileAtomic(own, withServer(readFileSync(usual, "utf8"), apiServer), 0o600);
  return own;
}

function moduleDaemon(
  lab: Lab,
  part: ModulePart,
  generated: readonly KubernetesObject[],
  { apiServer, leaderElect = false, webhookSecret }: StartOptions,
): Daemon {
  return {
    name: daemonName(part),
    namespace: controlPlaneNamespace(lab),
    address: listenAddress(part),
    command: [NODE, BUNDLE],
    environment: {
      ...deploymentEnvironment(part, generated),
      PORT: String(listenPort(part)),
      STARGATE_METRICS_PORT: String(metricsPort(part)),
      STARGATE_LEADER_ELECT: String(leaderElect),
      ...(webhookSecret === undefined
        ? givenCertificate(lab, generated)
        : { STARGATE_WEBHOOK_SECRET: webhookSecret }),
      KUBECONFIG: writeKubeconfig(lab, part, apiServer),
      // Nobody reads this: it makes a process of another build out of date.
      LAB_BUILD: buildDigest(generated),
    },
  };
}

/** What the pods find in their volumes, unless the module looks after it. */
function givenCertificate(
  lab: Lab,
  generated: readonly KubernetesObject[],
): Readonly<Record<string, string>> {
  return {
    PEPR_API_PATH: decode(findSecret(generated, "-api-path"), "value"),
    SSL_CERT_PATH: file(lab, "tls.crt"),
    SSL_KEY_PATH: file(lab, "tls.key"),
  };
}

function buildDigest(generated: readonly KubernetesObject[]): string {
  const certificate = decode(findSecret(generated, "-tls"), "tls.crt");
  return createHash("sha256").update(readFileSync(BUNDLE)).update(certificate).digest("hex");
}

/** The plain variables of the part's Deployment, PEPR_WATCH_MODE among them. */
function deploymentEnvironment(
  part: ModulePart,
  generated: readonly KubernetesObject[],
): Record<string, string> {
  const [container] = findDeployment(generated, generatedName(part)).spec.template.spec.containers;
  return Object.fromEntries(
    (container?.env ?? []).flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value]],
    ),
  ) as Record<string, string>;
}

function decode(secret: Secret, key: string): string {
  const value = secret.data?.[key];
  if (value === undefined) {
    throw new LabError(`Secret ${secret.metadata.name} has no ${key}`, "npm run build");
  }
  return Buffer.from(value, "base64").toString();
}

function file(lab: Lab, name: string): string {
  return statePath(lab, "module", name);
}
