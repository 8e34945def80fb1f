import { clip } from "../../domain/redact";
import { formatDuration } from "../duration";
import { type Colour, type Paint } from "../paint";
import type { RouterEntry, ServerEntry, StatusReport } from "./report";
import { saidNow, stepOf, summaryLine } from "./words";

/** How the tables look. */
export interface Look {
  /** More columns. */
  readonly wide: boolean;
  /** Whether objects of several namespaces are shown. */
  readonly namespaces: boolean;
  /** Lines are cut there; never when undefined. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

/** A column of a table of entries. */
export interface Column<T> {
  readonly title: string;
  readonly of: (entry: T) => string | null;
  readonly colour?: (entry: T) => Colour | undefined;
}

/** Stands for what is not there, so that columns can be counted. */
const NONE = "-";

const GAP = "  ";

const STATE_COLOURS: Readonly<Partial<Record<string, Colour>>> = {
  ready: "green",
  provisioning: "cyan",
  pending: "yellow",
  error: "red",
  absent: "yellow",
};

const PHASE_COLOURS: Readonly<Partial<Record<string, Colour>>> = {
  Succeeded: "green",
  Running: "cyan",
  Pending: "yellow",
  Failed: "red",
};

const READY_COLOURS: Readonly<Partial<Record<string, Colour>>> = {
  True: "green",
  False: "red",
  Unknown: "yellow",
};

const NAMESPACE = {
  title: "NAMESPACE",
  of: ({ namespace }: { readonly namespace: string }) => namespace,
};

const SERVER_COLUMNS: readonly Column<ServerEntry>[] = [
  { title: "SERVER", of: ({ name }) => name },
  { title: "STATE", of: ({ state }) => state, colour: ({ state }) => STATE_COLOURS[state] },
  { title: "OS", of: ({ os }) => os },
  { title: "NODE", of: ({ node }) => node },
  { title: "OPERATION", of: ({ operation }) => operation?.name ?? null },
  {
    title: "PHASE",
    of: ({ operation }) => operation?.phase ?? null,
    colour: ({ operation }) => PHASE_COLOURS[operation?.phase ?? ""],
  },
  { title: "STEP", of: ({ operation }) => (operation === null ? null : stepOf(operation)) },
  { title: "DURATION", of: durationOf },
];

const WIDE_COLUMNS: readonly Column<ServerEntry>[] = [
  { title: "IPV4", of: ({ ipv4 }) => ipv4 },
  { title: "ROUTER-IP", of: ({ routerIP }) => routerIP },
  { title: "PROFILE", of: ({ profile }) => profile },
  { title: "POD-CIDR", of: ({ podCIDR }) => podCIDR },
];

const LAST_COLUMN: Column<ServerEntry> = { title: "WAITING-FOR/MESSAGE", of: saidNow };

const ROUTER_COLUMNS: readonly Column<RouterEntry>[] = [
  { title: "ROUTER", of: ({ name }) => name },
  { title: "READY", of: ({ ready }) => ready, colour: ({ ready }) => READY_COLOURS[ready] },
  { title: "REASON", of: ({ reason }) => reason },
  { title: "TAILSCALE-IP", of: ({ tailscaleIP }) => tailscaleIP },
  { title: "MESSAGE", of: ({ message }) => message },
];

/** The report as tables with a summary, line by line. */
export function renderReport(report: StatusReport, look: Look): readonly string[] {
  const serverColumns = [...SERVER_COLUMNS, ...(look.wide ? WIDE_COLUMNS : []), LAST_COLUMN];
  const tables = [
    table(serverColumns, report.servers, look),
    table(ROUTER_COLUMNS, report.routers, look),
  ].filter(lines => lines.length > 0);
  return [...tables.flatMap(lines => [...lines, ""]), summaryLine(report)];
}

/** The lines that fit: what is cut is counted, and the last line stays. */
export function fit(lines: readonly string[], rows: number): readonly string[] {
  // The cursor stands on a line of its own.
  const room = Math.max(3, rows - 1);
  if (lines.length <= room) {
    return lines;
  }
  const kept = lines.slice(0, room - 2);
  const hidden = lines.length - kept.length - 1;
  return [...kept, `… ${hidden} more lines`, ...lines.slice(-1)];
}

/** The entries as lines under a header; no lines when there are none. */
export function table<T extends { readonly namespace: string }>(
  columns: readonly Column<T>[],
  entries: readonly T[],
  { namespaces, columns: limit, paint }: Look,
): readonly string[] {
  if (entries.length === 0) {
    return [];
  }
  const shown: readonly Column<T>[] = [...(namespaces ? [NAMESPACE] : []), ...columns];
  const header: Cell[] = shown.map(({ title }) => ({ text: title, colour: "bold" }));
  const body = entries.map(entry =>
    shown.map(({ of, colour }): Cell => ({ text: of(entry) ?? NONE, colour: colour?.(entry) })),
  );
  const rows = [header, ...body];
  const widths = shown.map((_, index) =>
    Math.max(...rows.map(row => (row[index]?.text ?? "").length)),
  );
  return rows.map(row => line(row, widths, { limit, paint }));
}

interface Cell {
  readonly text: string;
  readonly colour: Colour | undefined;
}

function line(
  cells: readonly Cell[],
  widths: readonly number[],
  { limit = Infinity, paint }: { readonly limit: number | undefined; readonly paint: Paint },
): string {
  let room = limit;
  const parts = cells.map(({ text, colour }, index) => {
    const isLast = index === cells.length - 1;
    const padded = isLast ? text : `${text.padEnd(widths[index] ?? 0)}${GAP}`;
    const visible = room > 0 ? clip(padded, room) : "";
    room -= padded.length;
    return paint(visible, colour);
  });
  return parts.join("").trimEnd();
}

function durationOf({ operation }: ServerEntry): string | null {
  const seconds = operation?.durationSeconds ?? null;
  return seconds === null ? null : formatDuration(seconds * 1000);
}
