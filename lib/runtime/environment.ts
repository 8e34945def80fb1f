import { MODULE_NAMESPACE, SETTINGS_CONFIG_MAP } from "../api/names";
import { WEBHOOK_PORT } from "../defaults";
import { type Key, parseKey } from "../domain/key";

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
    port: Number(/^\d{1,5}$/.exec(env["PORT"] ?? "")?.[0] ?? WEBHOOK_PORT),
    logLevel: env["LOG_LEVEL"] ?? "info",
    settings: parseKey(env["STARGATE_CONFIG"] ?? `${MODULE_NAMESPACE}/${SETTINGS_CONFIG_MAP}`),
  };
}
