import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Scratch, script } from "../scratch";

const RECORD = "root/var/lib/stargate/custom-script.sha256";

describe("custom-script", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("outputs/kubernetesVersion", "1.34.4");
    scratch.write("result", "");
  });

  afterEach(() => {
    scratch.remove();
  });

  /** Writes the script, which finds the throw-away directory at DIR. */
  function profile(text: string): void {
    scratch.write("files/custom-script", text.replaceAll("DIR", scratch.dir));
  }

  function run(phase: "check" | "apply", more: Record<string, string> = {}): number | null {
    return scratch.run(["bash", script(`custom-script/${phase}.sh`)], {
      env: {
        LIB: script("lib.sh"),
        FILES_DIR: scratch.path("files"),
        OUTPUTS_DIR: scratch.path("outputs"),
        RESULT_FILE: scratch.path("result"),
        SECRETS_DIR: scratch.path("secrets"),
        NODE_NAME: "w1",
        NODE_IP: "10.50.1.5",
        SERVER_NAMESPACE: "dc1",
        OPERATION_UID: "uid-1",
        ...more,
      },
    }).code;
  }

  it("runs once for what it was given, and not again in the next operation", () => {
    profile("echo ran >>DIR/ran\n");
    expect([run("check"), run("apply"), run("check")]).toEqual([10, 0, 0]);
    expect(run("check", { OPERATION_UID: "uid-2" })).toBe(0);
    expect(scratch.read("ran")).toBe("ran\n");
  });

  it.each([
    ["the node's name", { NODE_NAME: "w2" }],
    ["its address", { NODE_IP: "10.50.1.6" }],
    ["the namespace", { SERVER_NAMESPACE: "dc2" }],
  ])("runs again for another value of %s", (_, change) => {
    profile("true\n");
    expect([run("check"), run("apply"), run("check", change)]).toEqual([10, 0, 10]);
  });

  it("runs again for another version, or another script", () => {
    profile("true\n");
    expect([run("check"), run("apply")]).toEqual([10, 0]);
    scratch.write("outputs/kubernetesVersion", "1.34.5");
    expect([run("check"), run("apply"), run("check")]).toEqual([10, 0, 0]);
    profile("exit 0\n");
    expect(run("check")).toBe(10);
  });

  it("gets the documented variables and nothing else", () => {
    profile("env | sort >DIR/env\n");
    run("check");
    run("apply");
    const names = scratch.read("env").trimEnd().split("\n");
    expect(names.filter(line => !/^(_|PWD|SHLVL|OLDPWD|PATH)=/.test(line))).toEqual([
      "HOME=/root",
      "KUBERNETES_VERSION=1.34.4",
      "LC_ALL=C.UTF-8",
      "NODE_IP=10.50.1.5",
      "NODE_NAME=w1",
      "OPERATION_UID=uid-1",
      "SERVER_NAMESPACE=dc1",
    ]);
  });

  it.each([
    ["its own shebang", readFileSync(join(__dirname, "custom-script/by-awk"), "utf8")],
    ["bash, without one", 'test -n "${BASH_VERSION}"; echo "${NODE_NAME}" >DIR/out\n'],
  ])("runs by %s", (_, text) => {
    profile(text);
    run("check");
    expect(run("apply")).toBe(0);
    expect(scratch.read("out")).toBe("w1\n");
  });

  it("says how the script ended, and forgets that an earlier one succeeded", () => {
    profile("true\n");
    run("check");
    run("apply");
    expect(scratch.read(RECORD)).not.toBe("");
    profile("exit 7\n");
    run("check");
    expect(run("apply")).toBe(75);
    expect(scratch.read("result")).toContain(
      "reason=CustomScriptFailed\nmessage=spec.customBootstrapScript ended with exit code 7\n",
    );
    profile("true\n");
    expect(run("check")).toBe(10);
  });

  it("is for root alone while it runs, and gone afterwards", () => {
    profile('stat -c %a "$0" "$(dirname "$0")" >DIR/modes; exit 1\n');
    run("check");
    run("apply");
    expect(scratch.read("modes")).toBe("700\n700\n");
    expect(scratch.has("root/var/lib/stargate/custom-script")).toBe(false);
  });
});
