import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { systemIdentity } from "../../../lib/adapters/system-identity";

function startTimeOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]!;
}

describe("systemIdentity", () => {
  const identity = systemIdentity();

  it("names this process, and knows that it is alive", () => {
    expect(identity.name).toBe(`${hostname()}_${process.pid}_${startTimeOf(process.pid)}`);
    expect(identity.isDead(identity.name)).toBe(false);
  });

  it("knows a process of this host that ended, and another one with its ID", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const name = `${hostname()}_${child.pid!}_${startTimeOf(child.pid!)}`;
    expect(identity.isDead(name)).toBe(false);
    expect(identity.isDead(`${hostname()}_${child.pid!}_1`)).toBe(true);
    child.kill();
    await once(child, "close");
    expect(identity.isDead(name)).toBe(true);
  });

  it("knows nothing of processes elsewhere, or of names that are not ours", () => {
    expect(identity.isDead(`other-${hostname()}_1_1`)).toBe(false);
    expect(identity.isDead("somebody")).toBe(false);
    expect(identity.isDead("")).toBe(false);
  });
});
