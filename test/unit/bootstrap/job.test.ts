import { FENCE_LIMIT } from "../../../lib/defaults";
import type { Bundle } from "../../../lib/bootstrap/bundle";
import { cancelJob, inspectJob, readLogTail, startJob, unitOf } from "../../../lib/bootstrap/job";
import { FenceStale, HostUnreachable, ServerBusy, StepFailed } from "../../../lib/domain/errors";
import { FakeRemoteHost } from "../../fakes/remote-host";
import { OPERATION_UID } from "../../fakes/samples";

const UNIT = `stargate-${OPERATION_UID}`;
const TIME = "2026-03-01T12:00:00Z";
const { signal } = new AbortController();

const BUNDLE: Bundle = {
  operationUid: OPERATION_UID,
  runSeconds: 900,
  program: { bytes: Buffer.from([1, 2, 3]), sha256: "aa" },
  secrets: { bytes: Buffer.from([4, 5]), sha256: "bb" },
};

describe("unitOf", () => {
  it("is named after the operation", () => {
    expect(unitOf("u")).toBe("stargate-u");
  });
});

describe("startJob", () => {
  it("ships program and secrets as data, and what proves them as parameters", async () => {
    const host = new FakeRemoteHost();
    await startJob(host, BUNDLE, 7, signal);
    expect(host.calls).toEqual([
      {
        method: "run",
        script: "job/receive",
        parameters: {
          RUN_ID: OPERATION_UID,
          UNIT,
          FENCE: "7",
          RUNTIME_MAX_SECONDS: "900",
          BUNDLE_BYTES: "3",
          BUNDLE_SHA256: "aa",
          SECRETS_BYTES: "2",
          SECRETS_SHA256: "bb",
        },
        input: Buffer.from([1, 2, 3, 4, 5]),
      },
    ]);
  });

  it("calls an upload that broke off an unreachable host, so that it is tried again", async () => {
    const host = new FakeRemoteHost().answer("job/receive", {
      code: 75,
      stderr: "noise\nthe upload is incomplete\n",
    });
    const start = startJob(host, BUNDLE, 7, signal);
    await expect(start).rejects.toThrow(HostUnreachable);
    await expect(start).rejects.toMatchObject({
      message: "the run cannot be started: the upload is incomplete",
      reason: "HostUnreachable",
    });
  });

  it("says which run is at work when it is another one's turn", async () => {
    const host = new FakeRemoteHost().answer("job/receive", {
      code: 73,
      stderr: "another run is at work on the server: run=other-uid\n",
    });
    const start = startJob(host, BUNDLE, 7, signal);
    await expect(start).rejects.toThrow(ServerBusy);
    await expect(start).rejects.toMatchObject({
      message: "the run cannot be started: another run is at work on the server: run=other-uid",
      reason: "ServerLocked",
      runId: "other-uid",
    });
  });

  it("says which fence it has to be above when another controller was faster", async () => {
    const host = new FakeRemoteHost().answer("job/receive", {
      code: 76,
      stderr: "the fence 7 is stale: highest=12\n",
    });
    const start = startJob(host, BUNDLE, 7, signal);
    await expect(start).rejects.toThrow(FenceStale);
    await expect(start).rejects.toMatchObject({ reason: "FenceStale", highest: 12 });
  });

  it("says that the disk is full, and makes nothing up of what it is not told", async () => {
    const host = new FakeRemoteHost().answer(
      "job/receive",
      { code: 74, stderr: "/var/lib/stargate has 3072 KiB free, a run needs 32768 KiB\n" },
      { code: 73 },
    );
    const start = startJob(host, BUNDLE, 7, signal);
    await expect(start).rejects.toThrow(StepFailed);
    await expect(start).rejects.toMatchObject({ reason: "DiskFull" });
    await expect(startJob(host, BUNDLE, 7, signal)).rejects.toMatchObject({ runId: "" });
  });

  it.each([129, 137, 143, 159])(
    "calls a script that a signal ended an unreachable host: exit code %d",
    async code => {
      const host = new FakeRemoteHost().answer("job/receive", { code });
      const start = startJob(host, BUNDLE, 7, signal);
      await expect(start).rejects.toThrow(HostUnreachable);
      await expect(start).rejects.toMatchObject({
        message: `the run cannot be started: a signal ended its script, exit code ${code}`,
        reason: "HostUnreachable",
      });
    },
  );

  it.each([
    { code: 1, stderr: "first\nno systemd\n\n", want: "exit code 1: no systemd" },
    { code: 127, stderr: "", want: "exit code 127: " },
    { code: 160, stderr: "", want: "exit code 160: " },
  ])("fails with the last words of the server: $want", async ({ code, stderr, want }) => {
    const host = new FakeRemoteHost().answer("job/receive", { code, stderr, stdout: "started" });
    const start = startJob(host, BUNDLE, 7, signal);
    await expect(start).rejects.toThrow(StepFailed);
    await expect(start).rejects.toMatchObject({
      message: `the run cannot be started: ${want}`,
      reason: "ScriptFailed",
      remedy: "see journalctl on the server",
    });
  });

  it("passes on what the connection says", async () => {
    const broken = new HostUnreachable("reset", { reason: "HostUnreachable" });
    const host = new FakeRemoteHost().answer("job/receive", broken);
    await expect(startJob(host, BUNDLE, 7, signal)).rejects.toBe(broken);
  });

  it("stops when it is told to", async () => {
    const start = startJob(new FakeRemoteHost(), BUNDLE, 7, AbortSignal.abort());
    await expect(start).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("cancelJob", () => {
  const how = { fence: 8, graceSeconds: 20 };

  it("ends the run in its own name, and reads how it ended", async () => {
    const stdout = '{"result":"Failed","reason":"Cancelled"}\n';
    const host = new FakeRemoteHost().answer("job/cancel", { stdout });
    expect(await cancelJob(host, OPERATION_UID, how, signal)).toEqual({
      result: "Failed",
      reason: "Cancelled",
    });
    expect(host.calls).toEqual([
      {
        method: "run",
        script: "job/cancel",
        parameters: { RUN_ID: OPERATION_UID, UNIT, FENCE: "8", GRACE_SECONDS: "20" },
        input: undefined,
      },
    ]);
  });

  it("gives a script the usual time to finish", async () => {
    const host = new FakeRemoteHost();
    await cancelJob(host, OPERATION_UID, { fence: 8 }, signal);
    expect(host.calls[0]?.parameters).toMatchObject({ GRACE_SECONDS: "30" });
  });

  it("takes a record that cannot be read for a job that was lost", async () => {
    const host = new FakeRemoteHost().answer("job/cancel", { stdout: "{" });
    expect(await cancelJob(host, OPERATION_UID, how, signal)).toMatchObject({ reason: "JobLost" });
  });

  it.each([
    { code: 75, stderr: "processes of the run are still there: 17", Expected: HostUnreachable },
    { code: 76, stderr: "the fence 8 is stale: highest=9", Expected: FenceStale },
    { code: 143, stderr: "the server shuts down", Expected: HostUnreachable },
    { code: 1, stderr: "no bash", Expected: StepFailed },
    { code: 76, stderr: `the fence 8 is stale: highest=${2 ** 31}`, Expected: StepFailed },
    { code: 76, stderr: "the fence 8 is stale: highest=9e3x", Expected: StepFailed },
    { code: 76, stderr: "the fence 8 is stale", Expected: StepFailed },
  ])("passes on that it was not ended: $stderr", async ({ code, stderr, Expected }) => {
    const host = new FakeRemoteHost().answer("job/cancel", { code, stderr });
    await expect(cancelJob(host, OPERATION_UID, how, signal)).rejects.toThrow(Expected);
  });
});

describe("a fence that a server names", () => {
  it.each([
    { highest: FENCE_LIMIT, reason: "FenceStale" },
    { highest: FENCE_LIMIT + 1, reason: "FenceOutOfRange" },
    { highest: 999_999_999_999_999_999n, reason: "FenceOutOfRange" },
  ])("is believed as far as a Lease can count: $highest", async ({ highest, reason }) => {
    const stderr = `the fence 8 is stale: highest=${highest}`;
    const host = new FakeRemoteHost().answer("job/cancel", { code: 76, stderr });
    await expect(cancelJob(host, OPERATION_UID, { fence: 8 }, signal)).rejects.toMatchObject({
      reason,
    });
  });
});

describe("inspectJob", () => {
  it.each([
    { said: "absent", want: { kind: "absent" } },
    { said: "running", want: { kind: "running" } },
    { said: "parked drain", want: { kind: "parked", gate: "drain" } },
    { said: "lost rebooted", want: { kind: "lost", why: "rebooted" } },
    { said: "lost killed", want: { kind: "lost", why: "killed" } },
  ])("hears that the run is $said", async ({ said, want }) => {
    const host = new FakeRemoteHost().answer("job/inspect", { stdout: `${said}\n` });
    expect(await inspectJob(host, OPERATION_UID, signal)).toEqual(want);
    expect(host.calls).toEqual([
      {
        method: "run",
        script: "job/inspect",
        parameters: { RUN_ID: OPERATION_UID, UNIT },
        input: undefined,
      },
    ]);
  });

  it("reads the exit record of a finished run", async () => {
    const stdout = `finished\n{"time":"${TIME}","result":"Failed",\n"step":"preflight"}`;
    const host = new FakeRemoteHost().answer("job/inspect", { stdout });
    expect(await inspectJob(host, OPERATION_UID, signal)).toEqual({
      kind: "finished",
      result: { result: "Failed", step: "preflight" },
    });
  });

  it.each(["finished\n", "finished\n{", 'finished\n{"result":"Perhaps"}', "finished"])(
    "takes a run for failed whose record cannot be read: %j",
    async stdout => {
      const host = new FakeRemoteHost().answer("job/inspect", { stdout });
      expect(await inspectJob(host, OPERATION_UID, signal)).toMatchObject({
        kind: "finished",
        result: { result: "Failed", reason: "JobLost" },
      });
    },
  );

  it("asks again a server that says nothing of it", async () => {
    const host = new FakeRemoteHost().answer("job/inspect", { stdout: "" });
    await expect(inspectJob(host, OPERATION_UID, signal)).rejects.toThrow(HostUnreachable);
  });

  it("fails when the server cannot say", async () => {
    const host = new FakeRemoteHost().answer("job/inspect", { code: 1, stderr: "no bash" });
    await expect(inspectJob(host, OPERATION_UID, signal)).rejects.toThrow(
      "the run cannot be inspected: exit code 1: no bash",
    );
  });
});

describe("readLogTail", () => {
  it("reads twice what a status holds, so that no secret is cut where it begins to be seen", async () => {
    const host = new FakeRemoteHost().answer("job/log-tail", { stdout: "the end\n" });
    expect(await readLogTail(host, OPERATION_UID, signal)).toBe("the end\n");
    expect(host.calls).toEqual([
      {
        method: "run",
        script: "job/log-tail",
        parameters: { RUN_ID: OPERATION_UID, UNIT, BYTES: "8192" },
        input: undefined,
      },
    ]);
  });

  it("is empty rather than a failure when there is no log", async () => {
    const host = new FakeRemoteHost().answer("job/log-tail", { code: 1, stderr: "no such file" });
    expect(await readLogTail(host, OPERATION_UID, signal)).toBe("");
  });
});
