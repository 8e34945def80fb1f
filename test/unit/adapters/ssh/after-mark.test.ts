import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { AfterMark } from "../../../../lib/adapters/ssh/after-mark";

const MARK = "\u0001stargate\u0001\n";

/** What comes out when the text arrives in pieces of that size. */
async function through(text: string, size: number): Promise<string> {
  const stream = new AfterMark();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    stream.write(bytes.subarray(at, at + size));
  }
  stream.end();
  return (await buffer(stream)).toString();
}

describe("AfterMark", () => {
  it("passes on what a script prints, and nothing of what the login shell said, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string().filter(text => !text.includes(MARK)),
        fc.string(),
        fc.integer({ min: 1, max: 7 }),
        async (greeting, answer, size) => {
          expect(await through(`${greeting}${MARK}${answer}`, size)).toBe(
            Buffer.from(answer).toString(),
          );
        },
      ),
    );
  });

  it("passes on nothing when the script never came to run, whatever was printed", async () => {
    expect(await through("This account is not available.\n", 8)).toBe("");
    expect(await through("x".repeat(200_000), 4096)).toBe("");
    expect(await through(`${"x".repeat(200_000)}${MARK}yes`, 4096)).toBe("yes");
  });
});
