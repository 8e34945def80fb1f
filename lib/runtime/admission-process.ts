import type { Server } from "node:http";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../adapters/kubernetes/client";
import type { Resource } from "../adapters/kubernetes/list";
import { ApiWatch } from "../adapters/kubernetes/watch";
import { systemClock } from "../adapters/system-clock";
import type { StargateObject } from "../ports/objects";
import type { AdmissionTools } from "./admission";
import { readEnvironment } from "./environment";
import { LiveWorld } from "./live-world";
import { createLog } from "./log";
import { PrometheusMetrics } from "./metrics";
import { serveMetrics } from "./metrics-server";
import type { Check } from "./probes";
import { RecentSecrets } from "./secret-register";
import type { ShownCertificate } from "./shown-certificate";
import { surroundingsSources } from "./surroundings-sources";
import { type WebhookCertificate, webhookCertificate } from "./webhook-certificate";

/** What of a process that answers webhooks lives as long as it. */
export interface Admission extends AdmissionTools {
  /** What has to be right for reviews to be answered, and to be believed. */
  readonly ready: readonly Check[];
  /** Resolves once everything is known that objects are judged by, and there is a certificate to show. */
  start(shown: ShownCertificate): Promise<void>;
  stop(): Promise<void>;
}

let instance: Admission | undefined;

/** The admission of this process, built on first use. */
export function admission(): Admission {
  instance ??= createAdmission();
  return instance;
}

/** Whether it was built, and so has to be stopped. */
export function startedAdmission(): Admission | undefined {
  return instance;
}

function createAdmission(): Admission {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const client = new ApiClient(kubeConfig);
  const clock = systemClock;
  const environment = readEnvironment();
  const register = new RecentSecrets();
  const log = createLog(environment.logLevel, register, process.stdout);
  const stop = new AbortController();
  const metrics = new PrometheusMetrics();
  let metricsServer: Server | undefined;
  let certificate: WebhookCertificate | undefined;
  const onTrouble = (error: unknown): void => {
    log.warn({ error }, "what admission knows is not kept up to date while the API server is away");
  };
  const ours = <T extends StargateObject>(resource: Resource): ApiWatch<T> =>
    new ApiWatch<T>(client, resource, { clock, onTrouble });
  const world = new LiveWorld({
    ...surroundingsSources(client, { clock, log }),
    servers: ours({ kind: "Server", plural: "servers" }),
    profiles: ours({ kind: "ProvisioningProfile", plural: "provisioningprofiles" }),
    operations: ours({ kind: "Operation", plural: "operations" }),
  });
  return {
    world,
    clock,
    log,
    metrics,
    ready: readinessOf(world, () => certificate?.upkeep.check() ?? undefined),
    start: async shown => {
      certificate = webhookCertificate(environment, { client, clock, log, register }, shown);
      const { upkeep } = certificate;
      metrics.beginReviews();
      metrics.watchCertificate(() => upkeep.expirySeconds);
      // In one process with the watcher, as in development, the watcher's are served.
      if (!environment.isWatcher) {
        metricsServer = serveMetrics(metrics, { port: environment.metricsPort, log });
      }
      await Promise.all([world.start(stop.signal), certificate.begin()]);
    },
    stop: async () => {
      stop.abort();
      certificate?.upkeep.stop();
      metricsServer?.close();
      await client.close();
    },
  };
}

function readinessOf(
  world: { readonly isSynced: boolean },
  certificate: Check["problem"],
): readonly Check[] {
  const watches = (): string | undefined =>
    world.isSynced ? undefined : "not every kind was listed yet";
  return [
    { name: "watches", problem: watches },
    { name: "certificate", problem: certificate },
  ];
}
