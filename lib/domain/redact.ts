/** What replaces a secret in text. */
export const REDACTED = "[redacted]";

/** Secrets shorter than this are not searched for: they would mask ordinary words. */
const SHORTEST_SECRET_CHARACTERS = 6;

/**
 * Shapes of secrets that nobody registered: PEM keys (whole, or cut off somewhere), JWTs, bootstrap tokens,
 * Tailscale keys.
 */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|(?:\\n|[A-Za-z0-9+/=]|\s(?=[A-Za-z0-9+/=]))*)/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /\btskey-[A-Za-z0-9-]{8,}/g,
];

/** ANSI sequences: they would move the reader's cursor. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-_])/g;

/** Control characters but tab and line feed. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text without the given secrets, without what looks like one, and without control characters. */
export function redact(text: string, secrets: Iterable<string> = []): string {
  return redactNeedles(text, needlesOf(secrets));
}

/** The same, with needles that were made before. */
export function redactNeedles(text: string, needles: readonly string[]): string {
  let clean = printable(text);
  for (const needle of needles) {
    clean = clean.replaceAll(needle, REDACTED);
  }
  for (const shape of SHAPES) {
    clean = clean.replace(shape, REDACTED);
  }
  return clean;
}

/**
 * What to look for, longest first, so that a secret that contains another is masked whole.
 *
 * Each line of a secret is a secret: tools print keys line by line. What stands in the mask itself is not
 * searched for.
 */
export function needlesOf(secrets: Iterable<string>): readonly string[] {
  const needles = new Set<string>();
  for (const secret of secrets) {
    const text = printable(secret);
    for (const needle of [text, ...text.split("\n")].map(line => line.trim())) {
      if (isSearchable(needle)) {
        needles.add(needle);
      }
    }
  }
  return [...needles].sort((a, b) => b.length - a.length);
}

/** The last `limit` characters of a text, cut at a line where that is possible. */
export function tail(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  // A pair of surrogates is one character: half of it is none.
  const cut = text.slice(-limit).replace(/^[\udc00-\udfff]/, "");
  const line = cut.indexOf("\n");
  return line >= 0 && line < cut.length - 1 ? cut.slice(line + 1) : cut;
}

/** The first `limit` characters of a text, with an ellipsis where something is missing. */
export function clip(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function printable(text: string): string {
  return text.replace(ESCAPES, "").replace(/\r\n?/g, "\n").replace(CONTROLS, "");
}

function isSearchable(needle: string): boolean {
  return (
    needle.length >= SHORTEST_SECRET_CHARACTERS &&
    !needle.startsWith("-----") &&
    !REDACTED.includes(needle)
  );
}
