import { Readable } from "node:stream";
import { readText } from "../../../lib/cli/read";

describe("readText", () => {
  it("reads a file, and standard input for -", async () => {
    expect(await readText("package.json", Readable.from([]))).toContain('"name"');
    expect(await readText("-", Readable.from(["a", "b"]))).toBe("ab");
  });

  it("says why it cannot", async () => {
    await expect(readText("/no/such/file", Readable.from([]))).rejects.toThrow(
      "/no/such/file cannot be read: ENOENT",
    );
  });
});
