import type { Server } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { Log } from "pepr";
import { systemClock } from "../adapters/system-clock";
import { SHUTDOWN_GRACE_MS } from "../defaults";
import { admission, startedAdmission } from "./admission-process";
import { type Environment, readEnvironment } from "./environment";
import { quietFramework } from "./framework-log";
import { paceFramework } from "./framework-pace";
import { runtime, startedRuntime } from "./runtime";
import { ShownCertificate } from "./shown-certificate";
import { showPrivateCertificate } from "./webhook-certificate";
import { mendWebhookServers } from "./webhook-server";

/** What of `PeprModule` starting needs. */
export interface StartableModule {
  start(port: number): void;
}

/** Starts the module in the role that its environment names, and ends it well on SIGTERM. */
export function start(module: StartableModule): void {
  const environment = readEnvironment();
  if (environment.isBuild) {
    return;
  }
  const shown = new ShownCertificate();
  const servers = mendWebhookServers(shown, {
    live: () => startedRuntime()?.live ?? [],
    ready: () => [...(startedRuntime()?.ready ?? []), ...(startedAdmission()?.ready ?? [])],
  });
  paceFramework(KubeConfig.prototype, systemClock);
  quietFramework(Log, environment.logLevel);
  void begin(module, environment, { servers, shown });
}

async function begin(
  module: StartableModule,
  environment: Environment,
  { servers, shown }: { readonly servers: readonly Server[]; readonly shown: ShownCertificate },
): Promise<void> {
  if (environment.isAdmission) {
    // Pepr calls itself healthy once it listens; nobody may ask before everything is known.
    await admission().start(shown);
  } else if (environment.webhookSecret !== undefined) {
    showPrivateCertificate(shown, systemClock);
  }
  module.start(environment.port);
  // Pepr's own handler ends the process as soon as its server is idle, whatever else is going on.
  process.removeAllListeners("SIGTERM");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void shutDown(servers);
    });
  }
  if (environment.isWatcher) {
    runtime().start(() => {
      void shutDown(servers, 1);
    });
  }
}

/** Lets requests and passes end, within limits; what was cut short is found again by the next process. */
async function shutDown(servers: readonly Server[], exitCode = 0): Promise<void> {
  setTimeout(() => {
    process.exit(1);
  }, SHUTDOWN_GRACE_MS).unref();
  const closed = servers.map(
    server =>
      new Promise(resolve => {
        server.close(resolve);
        server.closeIdleConnections();
      }),
  );
  await Promise.all([...closed, startedRuntime()?.stop(), startedAdmission()?.stop()]);
  process.exit(exitCode);
}
