import fc from "fast-check";
import { newOutput, NO_OUTPUT, type OutputPosition } from "../../../../lib/cli/logs/output";

const RUNNING = { uid: "u1", isOver: false };
const OVER = { uid: "u1", isOver: true };

describe("newOutput", () => {
  it("gives complete lines, and keeps what may go on", () => {
    const first = newOutput(NO_OUTPUT, { logTail: "a\nb", logEnd: 3 }, RUNNING);
    expect(first).toEqual({ lines: ["a"], position: { end: 3, rest: "b" } });
    const second = newOutput(first.position, { logTail: "a\nbc\nd", logEnd: 6 }, RUNNING);
    expect(second.lines).toEqual(["bc"]);
    const third = newOutput(second.position, { logTail: "a\nbc\nd", logEnd: 6 }, OVER);
    expect(third.lines).toEqual(["d"]);
  });

  it("says nothing twice", () => {
    const status = { logTail: "a\n", logEnd: 2 };
    const { position } = newOutput(NO_OUTPUT, status, RUNNING);
    expect(newOutput(position, status, OVER).lines).toEqual([]);
  });

  it("counts what it did not see, and says where that is", () => {
    const before: OutputPosition = { end: 4, rest: "ab" };
    const { lines } = newOutput(before, { logTail: "y\nz\n", logEnd: 14 }, RUNNING);
    expect(lines).toEqual([
      "ab",
      "… 6 characters not shown; the whole is on the server: /var/lib/stargate/runs/u1/output.log",
      "y",
      "z",
    ]);
  });

  it("counts from the beginning when it comes late", () => {
    const { lines } = newOutput(NO_OUTPUT, { logTail: "z\n", logEnd: 100 }, RUNNING);
    expect(lines[0]).toMatch(/^… 98 characters not shown/);
  });

  it("begins again with a run that began again", () => {
    const { lines, position } = newOutput(
      { end: 50, rest: "old" },
      { logTail: "new\n", logEnd: 4 },
      RUNNING,
    );
    expect(lines).toEqual(["old", "new"]);
    expect(position).toEqual({ end: 4, rest: "" });
  });

  it("knows neither tail nor end, or only one of them", () => {
    expect(newOutput(NO_OUTPUT, {}, OVER).lines).toEqual([]);
    expect(newOutput(NO_OUTPUT, { logTail: "a" }, OVER).lines).toEqual(["a"]);
    expect(newOutput(NO_OUTPUT, { logEnd: 9 }, OVER).lines).toHaveLength(1);
  });

  it("takes out what would move the cursor", () => {
    const { lines } = newOutput(NO_OUTPUT, { logTail: "\u001b[2Ja\rb\u0007\n" }, RUNNING);
    expect(lines).toEqual(["a", "b"]);
  });

  it("shows every character exactly once, or counts it", () => {
    const chunk = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 8 }),
        fc.integer({ min: 1, max: 16 }),
        (chunks, limit) => {
          let whole = "";
          let position = NO_OUTPUT;
          let shown = 0;
          chunks.forEach((added, index) => {
            whole += added;
            const run = { uid: "u", isOver: index === chunks.length - 1 };
            const status = { logTail: whole.slice(-limit), logEnd: whole.length };
            const news = newOutput(position, status, run);
            for (const line of news.lines) {
              const [, missing] = /^… (\d+)/.exec(line) ?? [];
              shown += missing === undefined ? line.length : Number(missing);
            }
            position = news.position;
          });
          // Line feeds are shown as ends of lines; those that went by uncounted are in the gaps.
          const letters = whole.replaceAll("\n", "").length;
          expect(shown).toBeGreaterThanOrEqual(letters);
          expect(shown).toBeLessThanOrEqual(whole.length);
        },
      ),
    );
  });
});
