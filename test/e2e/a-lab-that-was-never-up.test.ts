import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const NAME = "never-up";
const FOLDER = join(homedir(), ".cache/stargate/labs", NAME);

/** A command of the lab of that name, whatever the tests' own lab is. */
function lab(...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const command = ["run", "--silent", "lab", "--", ...args];
  const { status, stdout, stderr } = spawnSync("npm", command, {
    cwd: resolve(__dirname, "../.."),
    encoding: "utf8",
    env: { ...process.env, STARGATE_LAB: NAME },
  });
  return { code: status, stdout, stderr };
}

describe("a lab that was never up", () => {
  it.each([
    ["kubeconfig"],
    ["status"],
    ["status", "-o", "json"],
    ["inventory"],
    ["exec", "cp", "--", "true"],
    ["exec", "server-1", "--", "true"],
    ["machine", "start", "server-1"],
    ["module", "stop"],
  ])("has no %s, says how to bring it up, and leaves no trace", (...args) => {
    const { code, stdout, stderr } = lab(...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`lab ${NAME} was never up`);
    expect(stderr).toContain("npm run lab -- up");
    expect(existsSync(FOLDER)).toBe(false);
  });

  it("can be taken down, which changes nothing", () => {
    expect(lab("down", "--purge").code).toBe(0);
    expect(existsSync(FOLDER)).toBe(false);
  });
});
