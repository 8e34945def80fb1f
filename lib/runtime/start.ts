import type { Server } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { Log } from "pepr";
import { ApiClient } from "../adapters/kubernetes/client";
import { systemClock } from "../adapters/system-clock";
import { IDLE_LOOK_MS, LOST_GRACE_MS, SHUTDOWN_GRACE_MS, WATCH_BACKOFF_CAP_MS } from "../defaults";
import { admission, startedAdmission } from "./admission-process";
import { type Environment, readEnvironment } from "./environment";
import { quietFramework } from "./framework-log";
import { paceFramework } from "./framework-pace";
import { untilStoreAnswers } from "./framework-store";
import { createLog } from "./log";
import { runtime, startedRuntime } from "./runtime";
import { RecentSecrets } from "./secret-register";
import { ShownCertificate } from "./shown-certificate";
import { showPrivateCertificate } from "./webhook-certificate";
import { mendWebhookServers } from "./webhook-server";

/** What of `PeprModule` starting needs. */
export interface StartableModule {
  start(port: number): void;
}

/** Makes and starts the module in the role that its environment names, and ends it well on SIGTERM. */
export function start(createModule: () => StartableModule): void {
  const environment = readEnvironment();
  if (environment.isBuild) {
    createModule();
    return;
  }
  const shown = new ShownCertificate();
  const servers = mendWebhookServers(
    shown,
    {
      live: () => startedRuntime()?.live ?? [],
      ready: () => [...(startedRuntime()?.ready ?? []), ...(startedAdmission()?.ready ?? [])],
    },
    systemClock,
  );
  paceFramework(KubeConfig.prototype, systemClock);
  quietFramework(Log, environment.logLevel);
  void begin(createModule, environment, { servers, shown });
}

async function begin(
  createModule: () => StartableModule,
  environment: Environment,
  { servers, shown }: { readonly servers: readonly Server[]; readonly shown: ShownCertificate },
): Promise<void> {
  heedSignals(servers);
  await storeAnswered(environment);
  const module = createModule();
  if (environment.isAdmission) {
    // Pepr calls itself healthy once it listens; nobody may ask before everything is known.
    await admission().start(shown);
  } else if (environment.webhookSecret !== undefined) {
    showPrivateCertificate(shown, systemClock);
  }
  module.start(environment.port);
  // Pepr's own handler ends the process as soon as its server is idle, whatever else is going on.
  heedSignals(servers);
  if (environment.isWatcher) {
    runtime().start(() => {
      void shutDown(servers, { exitCode: 1, graceMs: LOST_GRACE_MS });
    });
  }
}

/** See `untilStoreAnswers`. The client is closed again: the roles have their own. */
async function storeAnswered({ logLevel }: Environment): Promise<void> {
  // Nothing listens yet, and the clock's timers keep no process alive: without this one it would end in its first pause.
  const held = setInterval(() => undefined, WATCH_BACKOFF_CAP_MS);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const client = new ApiClient(kubeConfig);
  const log = createLog(logLevel, new RecentSecrets(), process.stdout);
  await untilStoreAnswers(client, { clock: systemClock, log });
  await client.close();
  clearInterval(held);
}

/** Has the process end well when it is told to, from its first moment on: the first of a pod gets no other handler. */
function heedSignals(servers: readonly Server[]): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      void shutDown(servers);
    });
  }
}

/** How a process ends. */
interface Ending {
  readonly exitCode: number;
  readonly graceMs: number;
}

/** Lets requests and passes end, within limits; what was cut short is found again by the next process. */
async function shutDown(
  servers: readonly Server[],
  { exitCode, graceMs }: Ending = { exitCode: 0, graceMs: SHUTDOWN_GRACE_MS },
): Promise<void> {
  setTimeout(() => {
    process.exit(1);
  }, graceMs).unref();
  const closed = servers.map(close);
  await Promise.all([...closed, startedRuntime()?.stop()]);
  // Until then requests are judged by what it knows.
  await startedAdmission()?.stop();
  process.exit(exitCode);
}

/** A connection that has a request under way is idle afterwards, and would be kept for the next one. */
function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const closing = setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_LOOK_MS);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
    server.closeIdleConnections();
  });
}
