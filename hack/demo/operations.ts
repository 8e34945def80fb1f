import { LabError } from "../lab/errors";
import { INVENTORY_NAMESPACE } from "../lab/inventory";
import { until } from "../lab/poll";
import { job, type Report, runJobs } from "../lab/progress";
import type { Cluster, Operation } from "./cluster";

/** A server of the lab takes about twenty seconds; a loaded machine needs more. */
const OPERATION_TIMEOUT_MS = 600_000;

/** Creates one Operation for each server and waits until all have ended well, all at once. */
export async function joinAll(
  cluster: Cluster,
  servers: readonly string[],
): Promise<readonly Operation[]> {
  const names = await Promise.all(servers.map(server => cluster.create(operationFor(server))));
  const ended: Operation[] = [];
  await runJobs(
    ...names.map((name, index) =>
      job(`Operation ${name}`, async report => {
        const operation = await followOperation(cluster, name, report);
        ended[index] = operation;
        return `${operation.status?.message ?? ""} (${secondsOf(operation.status)} s)`;
      }),
    ),
  );
  return ended;
}

/** The table of how long each step took on each server. */
export function durations(operations: readonly Operation[]): string {
  const steps = operations[0]?.status?.steps ?? [];
  const header = ["STEP", ...operations.map(({ spec }) => spec.serverRef.name.toUpperCase())];
  const rows = steps.map(({ name }) => [
    name,
    ...operations.map(({ status }) => {
      const step = status?.steps?.find(candidate => candidate.name === name);
      return step === undefined ? "" : `${secondsOf(step)} s ${step.state.toLowerCase()}`;
    }),
  ]);
  const total = ["operation", ...operations.map(({ status }) => `${secondsOf(status)} s`)];
  return columns([header, ...rows, total]);
}

function operationFor(server: string): object {
  return {
    apiVersion: "stargate.io/v1alpha1",
    kind: "Operation",
    metadata: { generateName: `join-${server}-`, namespace: INVENTORY_NAMESPACE },
    spec: { serverRef: { name: server }, operation: "repave" },
  };
}

async function followOperation(cluster: Cluster, name: string, report: Report): Promise<Operation> {
  let shown = "";
  const wait = { what: `Operation ${name}`, deadlineMs: OPERATION_TIMEOUT_MS, intervalMs: 500 };
  return until(wait, async () => {
    const operation = (await cluster.get("operation", name, INVENTORY_NAMESPACE)) as Operation;
    const { phase = "Pending", message = "", logTail = "" } = operation.status ?? {};
    if (phase === "Failed") {
      throw new LabError(`Operation ${name} failed: ${message}\n${logTail}`);
    }
    if (message !== shown) {
      shown = message;
      report(message);
    }
    return phase === "Succeeded" ? { done: operation } : { seen: `${phase}: ${message}` };
  });
}

function secondsOf(span?: {
  readonly startTime?: string;
  readonly completionTime?: string;
}): string {
  const ms = Date.parse(span?.completionTime ?? "") - Date.parse(span?.startTime ?? "");
  return Number.isNaN(ms) ? "-" : (ms / 1000).toFixed(1);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map(row => (row[column] ?? "").length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}
