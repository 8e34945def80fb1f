import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, logPath } from "../lab";
import { until } from "../poll";
import { assertRunning, type Daemon, ensureDaemon } from "../process/daemon";
import { enterNamespace } from "../process/enter-namespace";
import type { Report } from "../progress";
import { succeeds } from "../run";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { readFacts } from "../topology-record";
import { ensureAccess } from "./access";
import { ensureCertificates } from "./certificates";
import { apiServer, controllerManager, scheduler } from "./components";
import { etcd, ETCD_URL } from "./etcd";
import { ensureJoinRules } from "./join-rules";
import { konnectivityServer, writeEgress } from "./konnectivity";
import { pkiPath } from "./paths";

/** Six seconds on an idle machine, from an empty store. */
const READY_TIMEOUT_MS = 300_000;

/** Programs and version of the control plane. */
export interface ControlPlane {
  readonly programs: string;
  readonly version: string;
  /** Of a managed cluster: the folder of the tunnel's programs. */
  readonly konnectivity: string | undefined;
}

/** Starts the control plane, or what is missing of it, and prepares the cluster for nodes that join. */
export async function startControlPlane(
  lab: Lab,
  { programs, version, konnectivity }: ControlPlane,
  report: Report,
): Promise<string> {
  report("certificates");
  await ensureCertificates(lab, programs, version);
  report("waiting for etcd");
  const states = [await startReady(lab, etcd(lab), `${ETCD_URL}/health`)];
  report("waiting for the API server");
  if (konnectivity !== undefined) {
    writeEgress(lab);
    states.push(await ensureDaemon(lab, konnectivityServer(lab, konnectivity)));
  }
  const { publicName = CONTROL_PLANE_ADDRESS, apiServerPort } = readFacts(lab);
  const ready = `https://${publicName}:${apiServerPort}/readyz`;
  states.push(await startReady(lab, apiServer(lab, programs), ready));
  states.push(await ensureDaemon(lab, controllerManager(lab, programs)));
  states.push(await ensureDaemon(lab, scheduler(lab, programs)));
  report("rules for joining");
  await ensureJoinRules(lab, programs, version);
  const address = await ensureAccess(lab);
  return `${states.includes("started") ? "started" : "running"}, https://${address} on this host`;
}

async function startReady(lab: Lab, daemon: Daemon, url: string): Promise<"kept" | "started"> {
  const state = await ensureDaemon(lab, daemon);
  const { publicName } = readFacts(lab);
  const probe = enterNamespace(controlPlaneNamespace(lab), [
    ...["curl", "--silent", "--fail", "--max-time", "10", "--cacert", pkiPath(lab, "ca.crt")],
    // It resolves nowhere in here.
    ...(publicName === undefined
      ? []
      : ["--connect-to", `${publicName}::${CONTROL_PLANE_ADDRESS}:`]),
    url,
  ]);
  const wait = {
    what: `${url} of ${daemon.name} to be ready`,
    deadlineMs: READY_TIMEOUT_MS,
    log: logPath(lab, daemon.name),
  };
  await until(wait, async () => {
    assertRunning(lab, daemon.name);
    return (await succeeds(probe)) ? { done: true } : { seen: "not ready" };
  });
  return state;
}
