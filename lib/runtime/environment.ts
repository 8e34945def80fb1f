import { devNull } from "node:os";
import { MODULE_NAMESPACE, SETTINGS_CONFIG_MAP } from "../api/names";
import { METRICS_PORT, WEBHOOK_PORT } from "../defaults";
import { type Key, parseKey } from "../domain/key";
import type { CertificatePaths } from "./certificate-files";

/** What the process learns from its environment. Everything else is a setting. */
export interface Environment {
  /** Pepr runs the module to list its bindings; nothing may start. */
  readonly isBuild: boolean;
  /** This process reconciles. `dev` does both. */
  readonly isWatcher: boolean;
  /** This process answers webhooks. */
  readonly isAdmission: boolean;
  /** Several processes may reconcile, so one of them is elected. */
  readonly isElected: boolean;
  readonly port: number;
  readonly logLevel: string;
  /** The ConfigMap with the settings. */
  readonly settings: Key;
  /** Where `/metrics` is served. Several processes on one host need one each. */
  readonly metricsPort: number;
  /** The Secret, in the module's namespace, in which the module looks after its own certificate; none: the files. */
  readonly webhookSecret: string | undefined;
  /** The certificate that somebody else looks after. Source: Pepr. */
  readonly certificateFiles: CertificatePaths;
}

/** Reads the environment: the only place that does. */
export function readEnvironment(): Environment {
  const { env } = process;
  const mode = env["PEPR_MODE"];
  return {
    isBuild: mode === "build",
    isWatcher: mode === "dev" || env["PEPR_WATCH_MODE"] === "true",
    isAdmission: env["PEPR_WATCH_MODE"] !== "true",
    isElected: env["STARGATE_LEADER_ELECT"] !== "false",
    port: portOf(env["PORT"], WEBHOOK_PORT),
    logLevel: env["LOG_LEVEL"] ?? "info",
    settings: parseKey(env["STARGATE_CONFIG"] ?? `${MODULE_NAMESPACE}/${SETTINGS_CONFIG_MAP}`),
    metricsPort: portOf(env["STARGATE_METRICS_PORT"], METRICS_PORT),
    // Empty is what a chart leaves of a value that nobody set.
    webhookSecret:
      env["STARGATE_WEBHOOK_SECRET"] === "" ? undefined : env["STARGATE_WEBHOOK_SECRET"],
    certificateFiles: {
      certificate: env["SSL_CERT_PATH"] ?? "/etc/certs/tls.crt",
      key: env["SSL_KEY_PATH"] ?? "/etc/certs/tls.key",
    },
  };
}

/**
 * Tells Pepr, which reads its environment when it begins to serve, the path of its webhooks, if it has any; and to read no
 * certificate: it insists on files, and what is shown comes from elsewhere.
 */
export function tellFramework(path: string | undefined): void {
  const { env } = process;
  env["SSL_CERT_PATH"] = devNull;
  env["SSL_KEY_PATH"] = devNull;
  if (path !== undefined) {
    env["PEPR_API_PATH"] = path;
  }
}

function portOf(text: string | undefined, otherwise: number): number {
  return Number(/^\d{1,5}$/.exec(text ?? "")?.[0] ?? otherwise);
}
