/** Creates that were judged in several ways, in one run. */
export interface AdmissionReport {
  readonly name: string;
  /** Creates of each contender in each round. */
  readonly creates: number;
  /** What many at once are. */
  readonly width: number;
  readonly processors: number;
  /** Load average of this machine, before and after. */
  readonly load: readonly [number, number];
  readonly rows: readonly AdmissionRow[];
  readonly overload: Overload;
}

/** One way to judge. Processor time is that of one create. */
export interface AdmissionRow {
  readonly name: string;
  readonly what: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly busyP50Ms: number;
  readonly busyP99Ms: number;
  readonly createsPerSecond: number;
  readonly webhookCpuMs: number;
  readonly apiServerCpuMs: number;
  readonly failures: number;
}

/** What became of more creates than can be done. */
export interface Overload {
  readonly offeredPerSecond: number;
  readonly seconds: number;
  readonly admitted: number;
  /** Turned away by the API server before anybody judged them. */
  readonly shed: number;
  readonly failures: number;
  readonly maxMs: number;
}

/** The report as a table; the last row is compared with the others. */
export function formatAdmission({ overload, ...report }: AdmissionReport): string {
  const header = [
    "",
    "p50 ms",
    "p99 ms",
    `c=${report.width} p50`,
    "p99 ms",
    "per s",
    "cpu ms",
    "api cpu",
  ];
  const lines = report.rows.map(row => [
    row.name,
    ...[row.p50Ms, row.p99Ms, row.busyP50Ms, row.busyP99Ms].map(ms => ms.toFixed(2)),
    row.createsPerSecond.toFixed(0),
    row.webhookCpuMs.toFixed(2),
    row.apiServerCpuMs.toFixed(2),
  ]);
  const [before, after] = report.load.map(load => load.toFixed(1));
  const subject = report.rows.at(-1);
  const more = report.rows.slice(0, -1).map(({ name, p50Ms, p99Ms }) => {
    const [p50, p99] = [(subject?.p50Ms ?? 0) - p50Ms, (subject?.p99Ms ?? 0) - p99Ms];
    return `${subject?.name ?? ""} over ${name}: ${signed(p50)} ms p50, ${signed(p99)} ms p99`;
  });
  return [
    `${report.name}: ${report.creates} creates of each, in turn, processors ${report.processors}, load ${before} to ${after}`,
    ...[header, ...lines].map(cells =>
      cells.map((cell, index) => (index === 0 ? cell.padEnd(10) : cell.padStart(10))).join(""),
    ),
    ...more,
    `at ${overload.offeredPerSecond.toFixed(0)} a second for ${overload.seconds} s: ${overload.admitted} admitted, ${overload.shed} turned away by the API server, ${overload.failures} failed, ${overload.maxMs.toFixed(0)} ms at most`,
    ...report.rows.map(({ name, what }) => `${name}: ${what}`),
  ].join("\n");
}

function signed(number: number): string {
  return `${number < 0 ? "" : "+"}${number.toFixed(2)}`;
}
