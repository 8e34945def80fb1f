import { parseFacts } from "../../../lib/bootstrap/facts";
import { meetHost } from "../../../lib/bootstrap/job";
import { HostUnreachable } from "../../../lib/domain/errors";
import { FakeRemoteHost } from "../../fakes/remote-host";
import { MACHINE_ID, OPERATION_UID } from "../../fakes/samples";

const UNIT = `stargate-${OPERATION_UID}`;
const FACTS = `machineID=${MACHINE_ID}\nlink=52:54:00:12:34:56`;
const TIME = "2026-03-01T12:00:00Z";
const { signal } = new AbortController();

describe("meetHost", () => {
  const of = { operationUid: OPERATION_UID, ipv4: "10.50.1.5" };

  it("hears who the host is and where the run stands, in one session", async () => {
    const host = new FakeRemoteHost().answer("job/meet", {
      stdout: `${FACTS}\n\nlost rebooted\n`,
    });
    const { facts, job } = await meetHost(host, of, signal);
    expect(facts).toEqual(parseFacts(FACTS));
    expect(job()).toEqual({ kind: "lost", why: "rebooted" });
    expect(host.calls).toMatchObject([
      { script: "job/meet", parameters: { RUN_ID: OPERATION_UID, UNIT, IPV4: "10.50.1.5" } },
    ]);
  });

  it("reads an exit record that has empty lines", async () => {
    const stdout = `${FACTS}\n\nfinished\n{"time":"${TIME}",\n\n"result":"Succeeded"}`;
    const host = new FakeRemoteHost().answer("job/meet", { stdout });
    const { job } = await meetHost(host, of, signal);
    expect(job()).toEqual({ kind: "finished", result: { result: "Succeeded" } });
  });

  it("asks again a host that does not say who it is", async () => {
    const answer = { code: 1, stdout: `${FACTS}\n`, stderr: "ip: not found\n" };
    const host = new FakeRemoteHost().answer("job/meet", answer);
    const error = await meetHost(host, of, signal).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(HostUnreachable);
    expect((error as Error).message).toBe("the host does not say who it is: ip: not found");
  });

  it("knows who the host is that cannot say where the run stands", async () => {
    const answer = { code: 1, stdout: `${FACTS}\n\n`, stderr: "no bash" };
    const host = new FakeRemoteHost().answer("job/meet", answer);
    const { facts, job } = await meetHost(host, of, signal);
    expect(facts.machineID).toBe(MACHINE_ID);
    expect(job).toThrow("the run cannot be inspected: exit code 1: no bash");
  });

  it("refuses one that has no identity", async () => {
    const host = new FakeRemoteHost().answer("job/meet", { stdout: "machineID=\n\nabsent\n" });
    await expect(meetHost(host, of, signal)).rejects.toThrow("the host has no machine ID");
  });
});
