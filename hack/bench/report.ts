/** What was measured, beside its baseline, in one run. */
export interface BenchReport {
  readonly name: string;
  /** What the two sides are. */
  readonly subject: string;
  readonly baseline: string;
  readonly rows: readonly BenchRow[];
}

/** One figure on both sides. */
export interface BenchRow {
  readonly figure: string;
  readonly unit: string;
  readonly subject: number;
  readonly baseline: number;
  /** Subject divided by baseline. */
  readonly ratio: number;
}

/** A row of two figures. */
export function row(figure: string, unit: string, subject: number, baseline: number): BenchRow {
  return { figure, unit, subject, baseline, ratio: subject / baseline };
}

/** The report as a table. */
export function formatReport({ name, subject, baseline, rows }: BenchReport): string {
  const lines = rows.map(
    ({ figure, unit, subject: a, baseline: b, ratio }) =>
      `${figure.padEnd(14)} ${a.toFixed(2).padStart(9)} ${unit}  ${b.toFixed(2).padStart(9)} ${unit}  ${ratio.toFixed(2).padStart(6)}`,
  );
  return [`${name}: ${subject} / ${baseline}`, ...lines].join("\n");
}

/** Several ways to do the same, measured in one run. */
export interface Contest {
  readonly name: string;
  readonly servers: number;
  /** What the work on each server takes. */
  readonly stubSeconds: number;
  readonly rounds: number;
  readonly processors: number;
  /** Load average of this machine, before and after. */
  readonly load: readonly [number, number];
  readonly rows: readonly ContestRow[];
}

/** One contender: medians over the rounds, the memory's maximum. */
export interface ContestRow {
  readonly name: string;
  readonly what: string;
  /** Servers that it really worked on; times and counts are extrapolated from them to all. */
  readonly workedOn: number;
  readonly wallSeconds: number;
  /** What the formula allows it at best, from its time with one server. */
  readonly boundSeconds: number;
  /** One server, a stub of one second. */
  readonly aloneSeconds: number;
  readonly controllerCpuSeconds: number;
  readonly farmCpuSeconds: number;
  /** Largest sum of the proportional set sizes (PSS) of its processes. */
  readonly peakMiB: number;
  readonly peakProcesses: number;
  /** Logins that the jump host or a server refused. */
  readonly refused: number;
  readonly jumpConnections: number;
  /** Servers on which the work was done exactly once. */
  readonly markedOnce: number;
  readonly details: Readonly<Record<string, number>>;
}

/** The contest as a table; each time also as a multiple of the last contender's. */
export function formatContest(contest: Contest): string {
  const subject = contest.rows.at(-1);
  const header = [
    "",
    "wall s",
    "ratio",
    "/bound",
    "PSS MiB",
    "refused",
    "jump TCP",
    "cpu s",
    "once",
  ];
  const lines = contest.rows.map(row => [
    row.workedOn === contest.servers ? row.name : `${row.name} (of ${row.workedOn})`,
    row.wallSeconds.toFixed(1),
    (row.wallSeconds / (subject?.wallSeconds ?? 1)).toFixed(2),
    (row.wallSeconds / row.boundSeconds).toFixed(2),
    row.peakMiB.toFixed(0),
    String(row.refused),
    row.jumpConnections.toFixed(0),
    row.controllerCpuSeconds.toFixed(1),
    `${row.markedOnce}/${row.workedOn}`,
  ]);
  const [before, after] = contest.load.map(load => load.toFixed(1));
  return [
    `${contest.name}: ${contest.servers} servers, ${contest.stubSeconds} s of work on each, rounds ${contest.rounds}, processors ${contest.processors}, load ${before} to ${after}`,
    ...[header, ...lines].map(cells =>
      cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell.padStart(9))).join(""),
    ),
    ...contest.rows.map(row => `${row.name}: ${row.what}`),
    ...Object.entries(subject?.details ?? {}).map(
      ([name, value]) => `  ${name} ${value.toFixed(2)}`,
    ),
  ].join("\n");
}
