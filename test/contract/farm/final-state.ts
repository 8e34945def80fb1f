import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Operation } from "../../../lib/api/operation.generated";
import { effectsOf, type Inventory, type Order } from "./inventory";

/** Everything that a run leaves, in the cluster and on its server, without what differs from run to run. */
export function finalState(inventory: Inventory, order: Order): unknown {
  const { lastUpdated: _, ...server } = inventory.server(order).status ?? {};
  const files = ["upload.*", order.uid];
  return {
    operation: stateOf(inventory.operation(order)),
    hasToken: inventory.tokens.live.has(order.uid),
    server: { ...server, conditions: verdictsOf(server.conditions) },
    effects: effectsOf(order),
    disk: filesOf(order),
    remains: files.flatMap(file => globSync(order.host.path(`/run/stargate/${file}`))),
  };
}

function stateOf({ status = {}, metadata }: Operation): unknown {
  const { phase, message, step, steps, waitingFor, conditions } = status;
  return {
    ...{ phase, message, step, waitingFor },
    steps: steps?.map(({ name, state }) => ({ name, state })),
    conditions: verdictsOf(conditions),
    finalizers: metadata?.finalizers ?? [],
  };
}

function verdictsOf(conditions: readonly Verdict[] = []): string[] {
  return conditions.map(({ type, status, reason }) => `${type}=${status}/${reason}`).toSorted();
}

interface Verdict {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

/** The files of the run, by path; of journal and record only what happened. */
function filesOf({ host, uid }: Order): Record<string, string> {
  const folder = host.disk(`var/lib/stargate/runs/${uid}`);
  const files = existsSync(folder) ? globSync("**/*", { cwd: folder }) : [];
  const entries = files
    .filter(file => file !== "began" && statSync(path.join(folder, file)).isFile())
    .map(file => [file, readFileSync(path.join(folder, file), "utf8")] as const)
    .map(([file, content]) => [
      file,
      content.replaceAll(uid, "UID").replaceAll(/"(time|bootId)":"[^"]*",?/g, ""),
    ]);
  return Object.fromEntries(entries.toSorted()) as Record<string, string>;
}
