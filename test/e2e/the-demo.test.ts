import { npm } from "./world/lab";

describe("npm run demo", () => {
  it("ends with real Ready nodes, and says so in its last line", () => {
    const { code, stdout, stderr } = npm("demo", "--fresh");
    expect([code, stderr.includes("FAILED")]).toEqual([0, false]);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      /^demo ok: 2 servers are Ready nodes, \d+ s in all$/,
    );
    expect(stdout).toMatch(/node\/server-1\s+Ready/);
    expect(stdout).toMatch(/node\/server-2\s+Ready/);
    expect(stdout).toMatch(/pod\/visit-server-1\s+0\/1\s+Completed/);
    expect(stdout).toContain("npm run lab -- down --purge");
  });

  it("finds everything done the second time", () => {
    const { code, stdout } = npm("demo");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^demo ok:/m);
    expect(stdout).not.toMatch(/ s applied/);
  });
});
