/** One rule that an object breaks. */
export interface Violation {
  /** Path of the field, such as `spec.ipv4`. */
  readonly field: string;
  /** The value, the rule and the remedy, in a fragment that reads on after the field and a colon. */
  readonly message: string;
}

const SHOWN_VALUE_CHARACTERS = 64;

/** A value as a message may show it: quoted, escaped, cut. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) as string | undefined);
  // What is cut anyway is not worth escaping: a value may be megabytes.
  const start = (text ?? "").slice(0, SHOWN_VALUE_CHARACTERS);
  const safe = JSON.stringify(start).replace(/[^\x20-\x7e]/g, escaped);
  return safe.length <= SHOWN_VALUE_CHARACTERS
    ? safe
    : `${safe.slice(0, SHOWN_VALUE_CHARACTERS - 2)}…"`;
}

/** All violations in one message, one a line. */
export function formatViolations(violations: readonly Violation[]): string {
  return violations.map(violation => `${violation.field}: ${violation.message}`).join("\n");
}

/**
 * The violations that an update brings: what was there before and stays as it was is let through, as the API
 * server does with rules that came later than the object (ratcheting).
 */
export function freshViolations(
  now: readonly Violation[],
  before: readonly Violation[],
): Violation[] {
  const stale = new Set(before.map(({ field, message }) => `${field}: ${message}`));
  return now.filter(({ field, message }) => !stale.has(`${field}: ${message}`));
}

/** The violation when the rule is broken, else nothing. */
export function when(broken: boolean, field: string, message: () => string): Violation[] {
  return broken ? [{ field, message: message() }] : [];
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
