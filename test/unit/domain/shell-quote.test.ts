import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { InvariantViolated } from "../../../lib/domain/errors";
import { assignments, quote } from "../../../lib/domain/shell-quote";

/** What a real bash prints for the script. */
function bash(script: string, encoding: "latin1" | "utf8" = "utf8"): string {
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-s"], {
    input: Buffer.from(script, encoding),
    env: { PATH: process.env["PATH"], LC_ALL: encoding === "utf8" ? "C.UTF-8" : "C" },
  });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
  return stdout.toString(encoding);
}

/** The words as a real bash sees them. */
function wordsOf(words: readonly string[], encoding?: "latin1"): string[] {
  const script = `printf '%s\\0' ${words.map(quote).join(" ")}\n`;
  return bash(script, encoding).split("\0").slice(0, -1);
}

/** Any text that a variable can hold, and more often the characters that shells care about. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "'",
        "''",
        `'"`,
        `\\'`,
        "\\",
        "$(id)",
        "`id`",
        "${HOME}",
        "\n",
        "\r\n",
        "!!",
        "-n",
      ),
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join("").replaceAll("\0", ""));

describe("quote", () => {
  it("carries every single byte through a real bash", () => {
    const bytes = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1));
    expect(wordsOf(bytes, "latin1")).toEqual(bytes);
  });

  it("carries all bytes at once, in either order", () => {
    const all = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1));
    const words = [all.join(""), all.toReversed().join("")];
    expect(wordsOf(words, "latin1")).toEqual(words);
  });

  it("carries any text through a real bash, as one word", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), words => {
        expect(wordsOf(words)).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    { text: "", want: "''" },
    { text: "a b", want: "'a b'" },
    { text: "it's", want: "'it'\\''s'" },
    { text: "'", want: "''\\'''" },
  ])("spells $text as $want", ({ text: word, want }) => {
    expect(quote(word)).toBe(want);
  });

  it.each(["\0", "a\0b", "'\0"])("refuses NUL, which no shell can hold, in %j", word => {
    expect(() => quote(word)).toThrow(InvariantViolated);
  });
});

describe("assignments", () => {
  it("gives a real bash every variable as it was", () => {
    const name = fc.stringMatching(/^SG_[A-Z0-9_]{0,12}$/);
    fc.assert(
      fc.property(fc.dictionary(name, text, { minKeys: 1, maxKeys: 10 }), variables => {
        const names = Object.keys(variables);
        const shown = names.map(key => `printf '%s\\0' "\${${key}}"\n`).join("");
        const values = bash(assignments(variables) + shown)
          .split("\0")
          .slice(0, -1);
        expect(values).toEqual(Object.values(variables));
      }),
      { numRuns: 30 },
    );
  });

  it("runs nothing of what a value says", () => {
    const variables = { VALUE: "$(echo seen) `echo seen` '; echo seen; '\necho seen\n" };
    expect(bash(assignments(variables))).toBe("");
  });

  it("writes one variable a line, in their order", () => {
    expect(assignments({ POD_CIDR: "x y", B2: "" })).toBe("POD_CIDR='x y'\nB2=''\n");
  });

  it("writes nothing for no variables", () => {
    expect(assignments({})).toBe("");
  });

  it.each(["", "a", "lower", "2A", "_A", "A-B", "A B", "A\n", "A;id", "A=1", "Ä", "A$(id)"])(
    "refuses the name %j",
    name => {
      expect(() => assignments({ [name]: "x" })).toThrow(InvariantViolated);
    },
  );

  it("refuses a value with NUL", () => {
    expect(() => assignments({ A: "x\0y" })).toThrow("a shell word cannot hold NUL");
  });
});
