import { statSync } from "node:fs";
import { Scratch, script } from "../scratch";

describe("identity", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("files/identity.json", '{"nodeName":"server-1"}\n');
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(phase: "check" | "apply"): number | null {
    return scratch.run(["bash", script(`identity/${phase}.sh`)], {
      env: { LIB: script("lib.sh"), FILES_DIR: scratch.path("files") },
    }).code;
  }

  it("writes the record for root alone, and finds it conforming", () => {
    const target = "root/var/lib/stargate/identity.json";
    expect(run("check")).toBe(10);
    expect(run("apply")).toBe(0);
    expect(run("check")).toBe(0);
    expect(scratch.read(target)).toBe('{"nodeName":"server-1"}\n');
    expect(statSync(scratch.path(target)).mode & 0o777).toBe(0o600);
  });

  it("replaces the record of an earlier Server", () => {
    run("apply");
    scratch.write("files/identity.json", '{"nodeName":"server-2"}\n');
    expect(run("check")).toBe(10);
    expect(run("apply")).toBe(0);
    expect(scratch.read("root/var/lib/stargate/identity.json")).toContain("server-2");
  });
});
