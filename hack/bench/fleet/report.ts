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
  /** From the start of the process that judges until it says that it is ready, and until it has judged a create. */
  readonly servingSeconds: number;
  readonly judgedSeconds: number;
  /** Resident memory once it was idle, that share of it which is no file, and the most there was. */
  readonly residentMib: number;
  readonly anonymousMib: number;
  readonly peakMib: number;
  /** The least that its heap had in use while it was idle, which is after a collection: what it keeps. */
  readonly heapMib: number;
  /** Processor time while nothing happens, in thousandths of one processor. */
  readonly idleCpu: number;
  /** Writes to the API server while nothing happens, those of the leader's Lease left out. */
  readonly idleWrites: number;
}

/** Operations that were created at once. */
export interface Burst {
  readonly operations: number;
  /** From the first create until the last one was there. */
  readonly createdSeconds: number;
  /** From the first create until the status of the first, and of the last, said something. */
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** The most places by which one came later in its turn than it was created. */
  readonly overtaken: number;
}

/** The report as a table. */
export function formatFleet({ rows, burst, ...report }: FleetReport): string {
  const header = [
    "servers",
    "ready s",
    "leads s",
    "settled s",
    "serves s",
    "judges s",
    "RSS MiB",
    "of it anon",
    "peak MiB",
    "heap MiB",
    "RSS/1000",
    "heap/1000",
    "idle CPU ‰",
    "idle writes",
  ];
  const [empty] = rows;
  const perThousand = (servers: number, more: number): string =>
    servers === 0 ? "" : ((more * 1000) / servers).toFixed(1);
  const lines = rows.map(row => [
    String(row.servers),
    row.readySeconds.toFixed(1),
    row.leadingSeconds.toFixed(1),
    row.settledSeconds.toFixed(1),
    row.servingSeconds.toFixed(1),
    row.judgedSeconds.toFixed(1),
    row.residentMib.toFixed(0),
    row.anonymousMib.toFixed(0),
    row.peakMib.toFixed(0),
    row.heapMib.toFixed(1),
    perThousand(row.servers, row.residentMib - (empty?.residentMib ?? 0)),
    perThousand(row.servers, row.heapMib - (empty?.heapMib ?? 0)),
    row.idleCpu.toFixed(1),
    String(row.idleWrites),
  ]);
  const [before, after] = report.load.map(load => load.toFixed(1));
  return [
    `${report.name}: as many finished Operations as Servers, ${report.idleSeconds} s idle, processors ${report.processors}, load ${before} to ${after}`,
    ...[header, ...lines].map(line => line.map(cell => cell.padStart(12)).join("")),
    `${burst.operations} Operations at once, all there after ${burst.createdSeconds.toFixed(1)} s: the first had a status after ${burst.firstSeconds.toFixed(1)} s, the last after ${burst.lastSeconds.toFixed(1)} s, none more than ${burst.overtaken} places late`,
  ].join("\n");
}
