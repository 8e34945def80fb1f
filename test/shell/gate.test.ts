import { copyFileSync, mkdirSync } from "node:fs";
import { Scratch } from "./scratch";

const COUNT = "7 passed, 0 failed, 1 skipped";

describe(".ci/run", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    mkdirSync(scratch.path("repository/.ci"), { recursive: true });
    copyFileSync(".ci/run", scratch.path("repository/.ci/run"));
    scratch.write("repository/hack/setup.sh", "[[ ${FAIL} != setup ]]\n");
    scratch.stub("npm", `[[ $* != *"\${FAIL}" ]] || exit 1; [[ $1 != test ]] || echo "${COUNT}"`);
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(fail: string): readonly [number | null, string | undefined] {
    const command = ["bash", scratch.path("repository/.ci/run")];
    const { code, stdout } = scratch.run(command, { env: { ...scratch.stubs, FAIL: fail } });
    return [code, stdout.trimEnd().split("\n").at(-1)];
  }

  it("ends with the count of the tests", () => {
    expect(run("nothing")).toEqual([0, COUNT]);
  });

  it.each(["setup", "check"])("ends with a count when the %s fails, and runs no test", fail => {
    expect(run(fail)).toEqual([1, "0 passed, 1 failed, 0 skipped"]);
  });
});
