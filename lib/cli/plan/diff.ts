/** Begins and ends what is armoured (RFC 9580, 6.2), such as a key, behind the mark of a difference. */
const BEGIN = /^[-+ ]\s*-----BEGIN ([A-Z ]+)-----/;
const END = /^[-+ ]\s*-----END [A-Z ]+-----/;

/** Lines of a unified difference as they are shown, in full width: one that is cut or wrapped is none. */
export function diffLines(diff: string): readonly string[] {
  return withoutArmour(diff.split("\n")).map(line =>
    line.replace(/[^\t\x20-\x7e\u00a0-\uffff]/g, ""),
  );
}

/** Nobody reads a key: one line says how long it is. A difference that was cut may end within one. */
function withoutArmour(lines: readonly string[]): readonly string[] {
  const shown: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const [, what] = BEGIN.exec(line) ?? [];
    if (what === undefined) {
      shown.push(line);
      continue;
    }
    const end = lines.findIndex((each, place) => place > index && END.test(each));
    const last = end < 0 ? lines.length - 1 : end;
    const more = end < 0 ? " or more" : "";
    shown.push(`${line.slice(0, 1)}(${what}: ${last - index + 1}${more} lines)`);
    index = last;
  }
  return shown;
}
