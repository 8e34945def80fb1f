/** What replaces a secret in text. */
export const REDACTED = "[redacted]";

/**
 * Secrets shorter than this are not searched for: they would mask ordinary words. Source: NIST SP 800-63B, which takes
 * nothing shorter for a password; what the product mints is longer.
 */
const SHORTEST_SECRET_CHARACTERS = 8;

/**
 * The same for one line of several: a comment or a name in there is no secret, and 12 bytes off the end of a key are
 * none, either. Source: the secret half of a bootstrap token, the shortest that a machine makes.
 */
const SHORTEST_LINE_CHARACTERS = 16;

/**
 * Shapes of secrets that nobody registered: PEM keys (whole, or cut off somewhere), JWTs, bootstrap tokens,
 * Tailscale keys, values that are named as secrets, passwords in URLs.
 */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|(?:\\n|[A-Za-z0-9+/=]|\s(?=[A-Za-z0-9+/=]))*)/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /\btskey-[A-Za-z0-9-]{8,}/g,
  // What is named so, and what stands between user and host in a URL: only the value goes, the name tells what it was.
  // A colon behind passwd is no name: NOPASSWD: stands in sudoers, and /etc/passwd: before what is wrong with it.
  /(?<=(?:password|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key)["']?\s{0,2}[=:]\s{0,2}["']?|passwd=["']?)[^\s"',;]{4,}/gi,
  /(?<=\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s:@/]{0,64}:)[^\s@/]{1,128}(?=@)/gi,
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
 * Each line of a secret is a secret: tools print keys line by line. So is its base64, as a Secret's `data` shows it.
 * What stands in the mask itself is not searched for.
 */
export function needlesOf(secrets: Iterable<string>): readonly string[] {
  return longestFirst([...secrets].flatMap(spellingsOf));
}

/** Needles of several secrets as one list, each once. */
export function longestFirst(needles: Iterable<string>): readonly string[] {
  return [...new Set(needles)].sort((a, b) => b.length - a.length);
}

function spellingsOf(secret: string): readonly string[] {
  const text = printable(secret).trim();
  if (text.length < SHORTEST_SECRET_CHARACTERS) {
    return [];
  }
  const lines = text.split("\n").map(line => line.trim());
  return [
    text,
    ...lines.filter(line => line.length >= SHORTEST_LINE_CHARACTERS),
    base64Of(secret),
    // With more behind it, such as the line's end that `echo` adds: all that is the same whatever follows.
    base64Of(text).slice(0, Math.floor((bytesOf(text).length * 8) / 6)),
  ].filter(isSearchable);
}

function base64Of(text: string): string {
  return btoa(Array.from(bytesOf(text), byte => String.fromCharCode(byte)).join(""));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
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
  return !needle.startsWith("-----") && !REDACTED.includes(needle);
}
