import { Cluster } from "../demo/cluster";
import { forgetServers } from "../demo/forget";
import { joinAll } from "../demo/operations";
import { inventoryOf } from "../lab/inventory";
import type { Lab } from "../lab/lab";
import { readMachines } from "../lab/topology-record";
import { type BenchReport, row } from "./report";

/** Wall time of servers that join at once, beside the same servers one by one, from bare machines to Ready nodes. */
export async function benchJoin(lab: Lab): Promise<BenchReport> {
  const cluster = new Cluster(lab);
  const servers = readMachines(lab)
    .filter(({ role }) => role === "server")
    .map(({ name }) => name);
  const atOnce = await wallSeconds(lab, cluster, [servers]);
  const inSeries = await wallSeconds(
    lab,
    cluster,
    servers.map(server => [server]),
  );
  return {
    name: "join",
    subject: `${servers.length} servers at once`,
    baseline: "one by one",
    rows: [row("wall time", "s", atOnce, inSeries)],
  };
}

/** Seconds from the first Operation to the last Ready node; the groups go one after the other. */
async function wallSeconds(
  lab: Lab,
  cluster: Cluster,
  groups: readonly (readonly string[])[],
): Promise<number> {
  await forgetServers(lab, cluster, groups.flat());
  await cluster.apply(inventoryOf(lab));
  const startMs = performance.now();
  for (const group of groups) {
    await joinAll(cluster, group);
  }
  return (performance.now() - startMs) / 1000;
}
