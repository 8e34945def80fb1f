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
import type { Check } from "./probes";
import { RecentSecrets } from "./secret-register";
import { surroundingsSources } from "./surroundings-sources";

/** What of a process that answers webhooks lives as long as it. */
export interface Admission extends AdmissionTools {
  /** What has to be right for reviews to be answered. */
  readonly ready: readonly Check[];
  /** Resolves once everything is known that objects are judged by. */
  start(): Promise<void>;
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
  const log = createLog(readEnvironment().logLevel, new RecentSecrets(), process.stdout);
  const stop = new AbortController();
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
    ready: [
      {
        name: "watches",
        problem: () => (world.isSynced ? undefined : "not every kind was listed yet"),
      },
    ],
    start: () => world.start(stop.signal),
    stop: async () => {
      stop.abort();
      await client.close();
    },
  };
}
