import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../..");

describe("check-commits.sh", () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "stargate-commits-"));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  /** A repository with the script, and one commit for each message. */
  function repository(...messages: readonly string[]): string {
    const path = join(dir, "origin");
    mkdirSync(join(path, "hack"), { recursive: true });
    git(path, "init", "--quiet");
    for (const message of messages) {
      git(path, "commit", "--quiet", "--allow-empty", "--message", message);
    }
    return equipped(path);
  }

  function equipped(path: string): string {
    mkdirSync(join(path, "hack"), { recursive: true });
    copyFileSync(join(ROOT, "hack/check-commits.sh"), join(path, "hack/check-commits.sh"));
    copyFileSync(join(ROOT, "commitlint.config.cjs"), join(path, "commitlint.config.cjs"));
    symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"));
    return path;
  }

  function git(path: string, ...args: readonly string[]): string {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    return execFileSync("git", ["-C", path, ...identity, ...args], { encoding: "utf8" }).trim();
  }

  function check(path: string, from?: string): { code: number | null; said: string } {
    const { PATH = "", ...environment } = process.env;
    delete environment["COMMIT_RANGE_FROM"];
    const { status, stdout, stderr } = spawnSync("bash", ["hack/check-commits.sh"], {
      cwd: path,
      encoding: "utf8",
      env: {
        ...environment,
        PATH: `${join(ROOT, "node_modules/.bin")}:${PATH}`,
        ...(from === undefined ? {} : { COMMIT_RANGE_FROM: from }),
      },
    });
    return { code: status, said: stdout + stderr };
  }

  it("checks the first commit of a repository", () => {
    expect(check(repository("feat: begin")).code).toBe(0);
  });

  it("refuses a bad first commit", () => {
    expect(check(repository("Begin.")).code).not.toBe(0);
  });

  it("checks the last commit of a shallow clone", () => {
    const origin = repository("feat: begin", "fix: go on");
    const clone = join(dir, "clone");
    git(dir, "clone", "--quiet", "--depth", "1", `file://${origin}`, clone);
    expect(check(equipped(clone))).toMatchObject({ code: 0 });
  });

  it("checks every commit since the one that it is told", () => {
    const origin = repository("feat: begin", "Bad.", "fix: go on");
    expect(check(origin).code).toBe(0);
    const from = git(origin, "rev-parse", "HEAD~2");
    const { code, said } = check(origin, from);
    expect(code).not.toBe(0);
    expect(said).toContain("Bad.");
  });

  it("says what to do when it is told a commit that a shallow clone lacks", () => {
    const origin = repository("feat: begin", "fix: go on");
    const from = git(origin, "rev-parse", "HEAD~1");
    const clone = join(dir, "clone");
    git(dir, "clone", "--quiet", "--depth", "1", `file://${origin}`, clone);
    const { code, said } = check(equipped(clone), from);
    expect(code).not.toBe(0);
    expect(said).toContain("git fetch --unshallow");
  });
});
