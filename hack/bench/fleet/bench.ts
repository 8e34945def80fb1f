import { availableParallelism, loadavg } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { runModuleAction } from "../../lab/cli/module";
import { userKubeconfigPath } from "../../lab/control-plane/access";
import type { Lab } from "../../lab/lab";
import { until } from "../../lab/poll";
import { serve } from "./admission";
import { burstOf } from "./burst";
import { addFleet, FLEET_NAMESPACE, makeNamespace } from "./fill";
import type { FleetReport, FleetRow } from "./report";
import { begin, idle, memory } from "./watcher";

/** How much is measured. */
export interface FleetOptions {
  /** Servers of the largest fleet; a fifth of it and none at all are measured, too. */
  readonly servers: number;
  /** Seconds of idling that count. */
  readonly idle: number;
  /** Operations that are created at once. */
  readonly burst: number;
}

const NAMESPACE = `/api/v1/namespaces/${FLEET_NAMESPACE}`;

const REMOVAL_TIMEOUT_MS = 900_000;

/** What a watcher needs when nothing happens, for an empty fleet and for larger ones, and how soon it sees a burst. */
export async function benchFleet(lab: Lab, options: FleetOptions): Promise<FleetReport> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(userKubeconfigPath(lab));
  const client = new ApiClient(kubeConfig);
  const before = loadavg()[0] ?? 0;
  const rows: FleetRow[] = [];
  try {
    await remove(client);
    await makeNamespace(client);
    for (const servers of [0, Math.round(options.servers / 5), options.servers]) {
      await runModuleAction(lab, "stop", "watcher");
      await addFleet(client, rows.at(-1)?.servers ?? 0, servers);
      const beginning = await begin(lab, client);
      const idling = await idle(lab, options.idle);
      const serving = await serve(lab, client);
      rows.push({ servers, ...beginning, ...serving, ...memory(lab), ...idling });
      console.error(`${servers} servers: done`);
    }
    return {
      name: "fleet",
      processors: availableParallelism(),
      load: [before, loadavg()[0] ?? 0],
      idleSeconds: options.idle,
      rows,
      burst: await burstOf(client, Math.min(options.burst, options.servers)),
    };
  } finally {
    await remove(client);
    await client.close();
  }
}

/** Removes what a bench made, this one or one that was cut short. */
async function remove(client: ApiClient): Promise<void> {
  await client.request({ method: "DELETE", path: NAMESPACE });
  await until(
    {
      what: `namespace ${FLEET_NAMESPACE} to go`,
      deadlineMs: REMOVAL_TIMEOUT_MS,
      intervalMs: 1000,
    },
    async () =>
      (await client.request({ method: "GET", path: NAMESPACE })) === undefined
        ? { done: true }
        : { seen: "it is there" },
  );
}
