import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { archive, type Files } from "../../../lib/bootstrap/archive";
import { filesIn } from "../../fakes/run-spec";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stargate-archive-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a real tar prints of the archive. */
function tar(bytes: Uint8Array, ...options: string[]): string {
  const { status, stdout, stderr } = spawnSync("tar", ["-C", folder, ...options], {
    input: bytes,
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", TZ: "UTC" },
  });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
  return stdout.toString();
}

/** Files below the folder by relative path, as tar left them. */
function unpacked(): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

const FILES: Files = {
  "runner.sh": "set -euo pipefail\n",
  "steps/preflight/check.sh": "exit 0\n",
  "files/empty": "",
  "files/ünïcode 漢字": "ñ 😀\u0000\u0001\r\n",
  [`files/${"long/".repeat(30)}name`]: "deep",
  [`files/${"x".repeat(150)}`]: "wide",
  "files/large": "0123456789abcdef".repeat(20_000),
};

describe("archive", () => {
  it("gives a real tar every file as it was", async () => {
    const { bytes } = await archive(FILES);
    tar(bytes, "--no-same-owner", "-xf", "-");
    expect(unpacked()).toEqual(FILES);
  });

  it("keeps everything from everybody but its owner", async () => {
    const { bytes } = await archive({ "a/secret": "x" });
    tar(bytes, "--no-same-owner", "-xpf", "-");
    expect((statSync(join(folder, "a/secret")).mode & 0o777).toString(8)).toBe("600");
  });

  it("holds plain files of root from the beginning of time", async () => {
    const { bytes } = await archive({ b: "22", a: "1" });
    expect(tar(bytes, "--numeric-owner", "--full-time", "-tvf", "-")).toBe(
      "-rw------- 0/0               1 1970-01-01 00:00:00 a\n" +
        "-rw------- 0/0               2 1970-01-01 00:00:00 b\n",
    );
  });

  it("proves its bytes by their digest", async () => {
    const { bytes, sha256 } = await archive(FILES);
    expect(sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is the same for the same files, in whatever order they come and at whatever time", async () => {
    const turned = Object.fromEntries(Object.entries(FILES).toReversed());
    const [one, two] = [await archive(FILES), await archive(turned)];
    expect(two.sha256).toBe(one.sha256);
    expect([...(await filesIn(one)).keys()]).toEqual(Object.keys(FILES).sort());
  });

  it("differs when a name or a content does", async () => {
    const digests = await Promise.all(
      [{ a: "1" }, { a: "2" }, { b: "1" }, { a: "1", b: "" }, {}].map(
        async files => (await archive(files)).sha256,
      ),
    );
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("is a good archive even of nothing", async () => {
    const { bytes } = await archive({});
    expect(tar(bytes, "-tf", "-")).toBe("");
  });

  it("gives a real tar any files", async () => {
    const segment = fc.stringMatching(/^[a-z0-9_][a-z0-9_.-]{0,30}$/);
    // One folder deep, so that no file has the name of a folder.
    const path = fc.tuple(segment, segment).map(([top, name]) => `d-${top}/${name}`);
    const content = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ minLength: 600, maxLength: 2000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, content, { maxKeys: 8 }), async files => {
        const { bytes } = await archive(files);
        tar(bytes, "--no-same-owner", "-xf", "-");
        const found = unpacked();
        rmSync(folder, { recursive: true });
        folder = mkdtempSync(join(tmpdir(), "stargate-archive-"));
        expect(found).toEqual({ ...files });
      }),
      { numRuns: 20 },
    );
  });
});
