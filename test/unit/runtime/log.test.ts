import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { InvalidSpec } from "../../../lib/domain/errors";
import { Secret } from "../../../lib/domain/secret";
import type { Log, LogFields } from "../../../lib/ports/log";
import { createLog } from "../../../lib/runtime/log";
import { RecentSecrets } from "../../../lib/runtime/secret-register";

const PEM = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const BODY = PEM.split("\n")[1]!;

/** What the log writes, with these secrets registered. */
function written(
  write: (log: Log) => void,
  secrets: readonly string[] = [],
  level = "debug",
): string[] {
  const register = new RecentSecrets();
  for (const secret of secrets) {
    register.add(new Secret(secret));
  }
  const lines: string[] = [];
  write(createLog(level, register, { write: line => void lines.push(line) }));
  return lines;
}

/** The one line that a log writes for these fields, as data. */
function lineOf(fields: LogFields, message: string, ...secrets: string[]): Record<string, unknown> {
  const [line] = written(log => log.info(fields, message), secrets);
  return JSON.parse(line ?? "") as Record<string, unknown>;
}

/** A chain of errors that all say the text. */
function chain(text: string): Error {
  const root = new Error(`root ${text}`);
  return new InvalidSpec(`top ${text}`, {
    reason: "InvalidSpec",
    remedy: `replace ${text}`,
    cause: new TypeError(`middle ${text}`, { cause: root }),
  });
}

describe("createLog", () => {
  it("writes one line of JSON a call", () => {
    const lines = written(log => {
      log.info({ server: "w1", count: 2 }, "run started");
      log.warn({}, "two\nlines");
    });
    expect(lines).toHaveLength(2);
    expect(
      lines.every(line => line.endsWith("}\n") && line.indexOf("\n") === line.length - 1),
    ).toBe(true);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 30,
      name: "stargate",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      server: "w1",
      count: 2,
      msg: "run started",
    });
    expect(JSON.parse(lines[1]!)).toMatchObject({ msg: "two\nlines" });
  });

  it.each([
    { level: "debug", want: ["d", "i", "w", "e"] },
    { level: "info", want: ["i", "w", "e"] },
    { level: "warn", want: ["w", "e"] },
    { level: "error", want: ["e"] },
    { level: "silent", want: [] },
  ])("writes at level $level what matters at least so much", ({ level, want }) => {
    const all = (log: Log) => {
      log.debug({}, "d");
      log.info({}, "i");
      log.warn({}, "w");
      log.error({}, "e");
    };
    const messages = written(all, [], level).map(line => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).toEqual(want);
  });
});

describe("the log's errors", () => {
  it("are told by name, message, reason and cause", () => {
    const cause = new Error("ECONNRESET");
    const error = new InvalidSpec("no key", { reason: "WeakKey", cause });
    expect(lineOf({ error }, "failed")["error"]).toEqual({
      name: "InvalidSpec",
      message: "no key",
      reason: "WeakKey",
      cause: "ECONNRESET",
    });
  });

  it("have a stack when they are none of ours", () => {
    const error = new TypeError("x is not a function");
    expect(lineOf({ error }, "failed")["error"]).toEqual({
      name: "TypeError",
      message: "x is not a function",
      stack: expect.stringContaining("log.test.ts") as string,
    });
  });

  it("may be anything that was thrown", () => {
    expect(lineOf({ error: "a text" }, "failed")["error"]).toBe("a text");
    expect(lineOf({ error: { code: 7 } }, "failed")["error"]).toEqual({ code: 7 });
    const odd = new Error("x", { cause: "a text" });
    expect(lineOf({ error: odd }, "failed")["error"]).not.toHaveProperty("cause");
  });
});

describe("the log and secrets", () => {
  const places: [string, (text: string) => [LogFields, string]][] = [
    ["in the message", text => [{}, `before ${text} after`]],
    ["in a field", text => [{ field: text }, "m"]],
    ["in the name of a field", text => [{ [text]: 1 }, "m"]],
    ["deep in a field", text => [{ a: { b: [{ c: `x${text}x` }] } }, "m"]],
    ["in an object that spells itself", text => [{ field: { toJSON: () => text } }, "m"]],
    ["in a URL", text => [{ url: `https://user:${text}@host/` }, "m"]],
    ["in an error", text => [{ error: new Error(text) }, "m"]],
    ["in an error of ours, and in all its causes", text => [{ error: chain(text) }, "m"]],
    ["in an error under another name", text => [{ err: chain(text), reason: chain(text) }, "m"]],
    ["in a thrown text", text => [{ error: `thrown ${text}` }, "m"]],
    ["in a placeholder", text => [{ field: text }, "%s %o %j"]],
  ];

  it.each(places)("masks a registered one %s", (_, place) => {
    const [line] = written(log => log.error(...place("hunter2-hunter2")), ["hunter2-hunter2"]);
    expect(line).not.toContain("hunter2");
    expect(line).toContain("[redacted]");
    expect(() => JSON.parse(line ?? "") as unknown).not.toThrow();
  });

  it.each(places)("masks a PEM key of several lines %s, registered or not", (_, place) => {
    for (const secrets of [[PEM], []]) {
      const [line] = written(log => log.error(...place(PEM)), secrets);
      expect(line).not.toContain(BODY);
      expect(() => JSON.parse(line ?? "") as unknown).not.toThrow();
    }
  });

  it("masks a single line of a registered key", () => {
    const [line] = written(log => log.info({ debug: `identity ${BODY} rejected` }, "m"), [PEM]);
    expect(line).not.toContain(BODY);
  });

  it("shows a Secret as what it is", () => {
    expect(lineOf({ token: new Secret("hunter2-hunter2") }, "m")["token"]).toBe("***");
  });

  it("masks secrets with quotes, backslashes and line ends", () => {
    const secret = 'a"b\\c\nd"e\\f';
    const line = lineOf({ field: `x ${secret} y`, error: new Error(secret) }, secret, secret);
    expect(line["field"]).toBe("x [redacted] y");
    expect(line["msg"]).toBe("[redacted]");
    expect(line["error"]).toMatchObject({ message: "[redacted]" });
  });

  it("lets no registered secret through, whatever it looks like and wherever it stands", () => {
    const secret = fc
      .string({ unit: "grapheme-ascii", minLength: 12, maxLength: 40 })
      .map(text => `Zq${text.replaceAll(/\s/g, "_")}qZ`);
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (value, [, place]) => {
        const [line = ""] = written(log => log.error(...place(value)), [value]);
        expect(line).not.toContain(value);
        expect(line).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
      { numRuns: 300 },
    );
  });
});
