import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Scratch } from "./scratch";

/** What jest would write about a suite of two tests, one of which may fail. */
function resultsOf(failed: 0 | 1): string {
  const assertion = { status: "failed", fullName: "the thing works", failureMessages: ["it is 5"] };
  return JSON.stringify({
    numPassedTests: 2 - failed,
    numFailedTests: failed,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults:
      failed === 0
        ? []
        : [
            {
              ...{ name: "/x.test.ts", startTime: 1_000, endTime: 4_400 },
              ...{ status: "failed", message: "", assertionResults: [assertion] },
            },
          ],
  });
}

describe("hack/test.sh", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    for (const program of ["jest", "npm"]) {
      const stub = join(__dirname, "test-command", `${program}.sh`);
      scratch.write(`bin/${program}`, readFileSync(stub), 0o700);
    }
    scratch.write("repository/hack/setup.sh", "[[ ${FAIL} != setup ]]\n");
    for (const file of ["test.sh", "count-results.cjs"]) {
      copyFileSync(`hack/${file}`, scratch.path(`repository/hack/${file}`));
    }
    for (const suite of ["unit", "contract", "shell", "crds", "e2e"]) {
      scratch.write(`${suite}.json`, resultsOf(0));
    }
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(fail = ""): { code: number | null; stdout: string; last: string | undefined } {
    const PATH = `${scratch.path("bin")}:${process.env["PATH"] ?? ""}`;
    const command = ["bash", scratch.path("repository/hack/test.sh")];
    const { code, stdout } = scratch.run(command, { env: { PATH, FAIL: fail } });
    return { code, stdout, last: stdout.trimEnd().split("\n").at(-1) };
  }

  it("counts what the runner reported", () => {
    expect(run()).toMatchObject({ code: 0, last: "10 passed, 0 failed, 5 skipped" });
  });

  it("shows the failures of a suite that printed none", () => {
    scratch.write("crds.json", resultsOf(1));
    const { code, stdout, last } = run();
    expect([code, last]).toEqual([1, "9 passed, 1 failed, 5 skipped"]);
    expect(stdout).toContain("seconds: crds/x 3\n");
    expect(stdout).toMatch(/FAILED .*x\.test\.ts: the thing works\nit is 5\n/);
  });

  it.each([
    ["the setup", "setup", "0 passed, 5 failed, 0 skipped"],
    ["the build", "build", "4 passed, 3 failed, 2 skipped"],
    ["the lab", "lab", "4 passed, 3 failed, 2 skipped"],
  ])("ends with the count when %s fails; missing suites are failures", (_, fail, last) => {
    expect(run(fail)).toMatchObject({ code: 1, last });
  });

  it.each(["", "{"])("counts a suite that left %j as its results as a failure", text => {
    scratch.write("e2e.json", text);
    const { code, stdout, last } = run();
    expect([code, last]).toEqual([1, "8 passed, 1 failed, 4 skipped"]);
    expect(stdout).toContain("FAILED test:e2e: no results");
  });
});
