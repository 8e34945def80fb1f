const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
};

const SHAPE = /^(\d+(\.\d+)?(ms|s|m|h))+$/;

/** "0.4s", "24s", "2m10s", "1h5m": as exact as somebody wants to know it. Clocks differ, so never negative. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 10 * SECOND_MS - 50) {
    return `${(ms / SECOND_MS).toFixed(1).replace(".0", "")}s`;
  }
  const seconds = Math.round(ms / SECOND_MS);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) {
    return `${seconds}s`;
  }
  return minutes < 60
    ? `${minutes}m${seconds % 60}s`
    : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

/** Milliseconds of "90s", "1h30m" or, as in kubectl, plain seconds; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    return Number(text) * SECOND_MS;
  }
  if (!SHAPE.test(text)) {
    return undefined;
  }
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (UNITS_MS[unit] ?? 0),
    0,
  );
}

/** Milliseconds between two times of the API; undefined while one of them is missing. */
export function between(start: string | undefined, end: string | undefined): number | undefined {
  const ms = Date.parse(end ?? "") - Date.parse(start ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
