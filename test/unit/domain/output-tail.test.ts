import fc from "fast-check";
import { LOG_TAIL_LIMIT_CHARACTERS } from "../../../lib/defaults";
import { OutputTail } from "../../../lib/domain/output-tail";
import { redact } from "../../../lib/domain/redact";

const SECRET = "correct-horse-battery-staple";
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${"b3BlbnNzaC1rZXktdjE".repeat(3)}\nAAAA\n-----END OPENSSH PRIVATE KEY-----`;

function tailOf(text: string, cuts: readonly number[] = []): OutputTail {
  const tail = new OutputTail(part => redact(part, [SECRET]));
  const bytes = Buffer.from(text);
  const ends = [...cuts, bytes.length]
    .map(cut => Math.min(cut, bytes.length))
    .sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    tail.push(bytes.subarray(start, end));
    start = end;
  }
  tail.finish();
  return tail;
}

describe("OutputTail", () => {
  it("shows whole lines as they come, and the rest at the end", () => {
    const tail = new OutputTail(text => text);
    expect(tail.push(Buffer.from("one\ntw"))).toBe(true);
    expect([tail.text, tail.end]).toEqual(["one\n", 4]);
    expect(tail.push(Buffer.from("o"))).toBe(false);
    tail.finish();
    expect([tail.text, tail.end]).toEqual(["one\ntwo", 7]);
    tail.finish();
    expect(tail.end).toBe(7);
  });

  it("keeps the end, and counts everything", () => {
    const line = `${"x".repeat(99)}\n`;
    const tail = tailOf(line.repeat(1000));
    expect(tail.end).toBe(100_000);
    expect(tail.text.length).toBeLessThanOrEqual(LOG_TAIL_LIMIT_CHARACTERS);
    expect(line.repeat(1000).endsWith(tail.text)).toBe(true);
  });

  it("does not wait for ever for the end of a line, or of a key", () => {
    const endless = tailOf("y".repeat(200_000), [100_000]);
    expect(endless.end).toBe(200_000);
    const begun = new OutputTail(text => redact(text));
    begun.push(Buffer.from(`-----BEGIN PRIVATE KEY-----\n${"AAAA\n".repeat(20_000)}`));
    expect(begun.text).not.toContain("AAAA");
    expect(begun.end).toBeGreaterThan(0);
  });

  it("lets no secret through that lies where a line without an end is cut (property)", () => {
    const JWT = `eyJ${"a".repeat(40)}.${"b".repeat(400)}.${"c".repeat(80)}`;
    const filler = fc.integer({ min: 57_000, max: 57_800 });
    fc.assert(
      fc.property(filler, fc.constantFrom(SECRET, JWT), (before, secret) => {
        const text = `${" .".repeat(before / 2)} ${secret} ${" .".repeat(6_000)}`;
        const tail = new OutputTail(part => redact(part, [SECRET]));
        const seen: string[] = [];
        // One byte over the limit: the cut is 8,192 bytes before it, which is about where the secret lies.
        for (const chunk of [text.slice(0, 65_537), text.slice(65_537)]) {
          tail.push(Buffer.from(chunk));
          seen.push(tail.text);
        }
        tail.finish();
        expect([...seen, tail.text].join("|")).not.toMatch(
          /correct|horse|battery|staple|a{4}|b{4}|c{4}/,
        );
        expect(tail.end).toBe(text.length - secret.length + "[redacted]".length);
      }),
      { numRuns: 200 },
    );
  });

  it("goes on after a key that came whole", () => {
    expect(tailOf(`before\n${KEY}\nafter\n`).text).toBe("before\n[redacted]\nafter\n");
  });

  it("lets no secret through, however the output is cut (property)", () => {
    const text = `a ${SECRET} b\n${KEY}\nü ${SECRET}`;
    const cuts = fc.array(fc.integer({ min: 0, max: Buffer.byteLength(text) }), { maxLength: 8 });
    const whole = tailOf(text);
    fc.assert(
      fc.property(cuts, at => {
        const tail = tailOf(text, at);
        expect(tail.text).toBe(whole.text);
        expect(tail.end).toBe(whole.end);
        expect(tail.text).not.toMatch(/correct|horse|b3Blb|AAAA/);
      }),
    );
  });
});
