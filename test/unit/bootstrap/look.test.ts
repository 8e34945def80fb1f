import { lookAt, planHashOf } from "../../../lib/bootstrap/look";
import { NOTHING_LOOKED_AT } from "../../../lib/domain/dry-run/look";
import { FakeRemoteHost } from "../../fakes/remote-host";
import { aRunSpec, filesIn, TOKEN } from "../../fakes/run-spec";

const line = (entry: object): string => `${JSON.stringify(entry)}\n`;
const ended = line({ event: "look-finished" });

describe("lookAt", () => {
  const { signal } = new AbortController();
  const { token: _, ...run } = aRunSpec();
  let host: FakeRemoteHost;

  beforeEach(() => {
    host = new FakeRemoteHost();
  });

  const looked = (step: string, state = "Unchanged"): string =>
    line({ event: "looked", step, state });

  it("sends checks and previews, nothing that applies, and no secret", async () => {
    host.pour("job/look", ended);
    await lookAt(host, run, entry => entry, signal);
    const bytes = Buffer.from(host.calls[0]?.input ?? []);
    const files = await filesIn({ bytes, sha256: "" });
    const names = [...files.keys()];
    expect(names).toContain("steps/sysctl/preview.sh");
    expect(names).toContain("steps/repositories/look.sh");
    expect(names.filter(name => name.endsWith("/apply.sh"))).toEqual([]);
    expect(bytes.toString()).not.toContain(TOKEN);
    expect(files.get("steps.tsv")).toContain("preflight\t60\n");
  });

  it("gathers what is told, in pieces, and without what is to be hidden", async () => {
    const text = looked("join", "WouldApply") + looked("kubelet") + "noise\n" + ended;
    host.pour("job/look", text.slice(0, 20), text.slice(20));
    const hidden = await lookAt(
      host,
      run,
      entry => (entry.event === "looked" ? { ...entry, message: "***" } : entry),
      signal,
    );
    expect(hidden.steps).toEqual([
      { step: "join", state: "WouldApply", message: "***" },
      { step: "kubelet", state: "Unknown", message: "the step join decides it" },
    ]);
  });

  it("makes another plan of other scripts, another server or another operation, and none of another time", async () => {
    const { name } = run.server;
    const ids = { operationUid: "o", runSeconds: 9 };
    const reboot = { kind: "reboot", isNode: false, openGates: [], ...ids } as const;
    const runs = [
      run,
      { ...run, customBootstrapScript: "id" },
      { ...run, server: { ...run.server, name: `${name}2` } },
      reboot,
    ];
    const hashes: string[] = [];
    for (const each of [
      ...runs,
      { ...run, nowSeconds: run.nowSeconds + 60, operationUid: "later" },
    ]) {
      host = new FakeRemoteHost();
      host.pour("job/look", ended);
      hashes.push(planHashOf(await lookAt(host, each, entry => entry, signal)));
    }
    expect(new Set(hashes).size).toBe(runs.length);
    expect(hashes.at(-1)).toBe(hashes[0]);
  });

  it("is an unreachable host's when it breaks off, so that it is tried again", async () => {
    host.pour("job/look", looked("join"));
    const look = lookAt(host, run, entry => entry, signal);
    await expect(look).rejects.toMatchObject({ reason: "HostUnreachable" });
  });

  it("is bounded, whatever a server says", async () => {
    host.pour("job/look", ended, looked("join").repeat(3000));
    const { steps } = await lookAt(host, run, entry => entry, signal);
    expect(steps.length).toBeLessThan(1000);
  });
});

describe("planHashOf", () => {
  it("is the same for the same plan, and another one for another", () => {
    const look = { ...NOTHING_LOOKED_AT, files: [{ path: "/etc/a", diff: "", digest: "1" }] };
    const other = { ...look, files: [{ path: "/etc/a", diff: "", digest: "2" }] };
    expect(planHashOf(look)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(planHashOf({ ...look, preflight: [{ check: "Clock", state: "Passed" }] })).toBe(
      planHashOf(look),
    );
    expect(planHashOf(other)).not.toBe(planHashOf(look));
  });
});
