/** What the watcher needs for fleets of several sizes, all in one run. */
export interface FleetReport {
  readonly name: string;
  readonly processors: number;
  /** Load average of this machine, before and after. */
  readonly load: readonly [number, number];
  readonly idleSeconds: number;
  /** By size; the first one is empty, and the baseline of the others. */
  readonly rows: readonly FleetRow[];
  readonly burst: Burst;
}

/** A fleet with as many finished Operations as Servers. */
export interface FleetRow {
  readonly servers: number;
  /** From the start of the process until it says that it is ready, and until it reconciles. */
  readonly readySeconds: number;
  readonly leadingSeconds: number;
  /** Until nothing was left to do. */
  readonly settledSeconds: number;
  /** Resident memory once it was settled and idle, and the most there was. */
  readonly residentMib: number;
  readonly peakMib: number;
  /** Processor time while nothing happens, in thousandths of one processor. */
  readonly idleCpu: number;
  /** Writes to the API server while nothing happens, those of the leader's Lease left out. */
  readonly idleWrites: number;
}

/** Operations that were created at once. */
export interface Burst {
  readonly operations: number;
  /** From the first create until the status of the first, and of the last, said something. */
  readonly firstSeconds: number;
  readonly lastSeconds: number;
}

/** The report as a table. */
export function formatFleet({ rows, burst, ...report }: FleetReport): string {
  const header = [
    "servers",
    "ready s",
    "leads s",
    "settled s",
    "RSS MiB",
    "peak MiB",
    "MiB/1000",
    "idle CPU ‰",
    "idle writes",
  ];
  const empty = rows[0]?.residentMib ?? 0;
  const lines = rows.map(row => [
    String(row.servers),
    row.readySeconds.toFixed(1),
    row.leadingSeconds.toFixed(1),
    row.settledSeconds.toFixed(1),
    row.residentMib.toFixed(0),
    row.peakMib.toFixed(0),
    row.servers === 0 ? "" : (((row.residentMib - empty) * 1000) / row.servers).toFixed(1),
    row.idleCpu.toFixed(1),
    String(row.idleWrites),
  ]);
  const [before, after] = report.load.map(load => load.toFixed(1));
  return [
    `${report.name}: as many finished Operations as Servers, ${report.idleSeconds} s idle, processors ${report.processors}, load ${before} to ${after}`,
    ...[header, ...lines].map(line => line.map(cell => cell.padStart(11)).join("")),
    `${burst.operations} Operations at once: the first had a status after ${burst.firstSeconds.toFixed(1)} s, the last after ${burst.lastSeconds.toFixed(1)} s`,
  ].join("\n");
}
