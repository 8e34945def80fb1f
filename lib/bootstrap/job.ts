import { CANCEL_GRACE_SECONDS, FENCE_LIMIT, LOG_TAIL_LIMIT_CHARACTERS } from "../defaults";
import { FenceStale, HostUnreachable, ServerBusy, StepFailed } from "../domain/errors";
import type { JournalEntry, RunResult } from "../domain/run/progress";
import type { RemoteHost, RemoteResult, RemoteScript } from "../ports/remote-host";
import type { Bundle } from "./bundle";
import { type HostFacts, parseFacts } from "./facts";
import { parseEntry, parseResult } from "./journal";
import { Lines } from "./lines";
import { scripts } from "./scripts.generated";

/** Longest line of a journal, characters; what is longer is not ours. */
const LINE_LIMIT_CHARACTERS = 65_536;

/** Where a run stands on its server. */
export type JobState =
  | { readonly kind: "absent" | "running" }
  /** It ended before a step that disturbs pods, and goes on when it is started again with that gate open. */
  | { readonly kind: "parked"; readonly gate: string }
  /** Gone without a record: the server has booted since it began, or something killed its runner. */
  | { readonly kind: "lost"; readonly why: "rebooted" | "killed" }
  | { readonly kind: "finished"; readonly result: RunResult };

/** The result of a run whose record says nothing: it has ended, and nobody knows how. */
const UNREADABLE: RunResult = {
  result: "Failed",
  reason: "JobLost",
  message: "the run has ended and its record cannot be read",
  remedy: "look into /var/lib/stargate/runs on the server, and repeat the operation",
};

/** Name of the systemd unit that runs an operation. */
export function unitOf(operationUid: string): string {
  return `stargate-${operationUid}`;
}

/**
 * Ships the bundle and starts its run, unless the run was started before.
 *
 * `fence` is an integer from 1 on; the server takes no lower one than the highest that it was ever shown.
 *
 * Rejects with what `RemoteHost` rejects with, with `HostUnreachable` when the upload broke off or a signal ended
 * the script, with `FenceStale` and `ServerBusy` when it is not this controller's or this run's turn, and with
 * `StepFailed` when the server cannot start it, or names a fence that nobody can exceed.
 */
export async function startJob(
  host: RemoteHost,
  bundle: Bundle,
  fence: number,
  signal: AbortSignal,
): Promise<void> {
  const { program, secrets } = bundle;
  const started = await host.run(
    {
      text: scripts["job/receive"],
      parameters: {
        RUN_ID: bundle.operationUid,
        UNIT: unitOf(bundle.operationUid),
        FENCE: String(fence),
        RUNTIME_MAX_SECONDS: String(bundle.runSeconds),
        BUNDLE_BYTES: String(program.bytes.length),
        BUNDLE_SHA256: program.sha256,
        SECRETS_BYTES: String(secrets.bytes.length),
        SECRETS_SHA256: secrets.sha256,
      },
      input: Buffer.concat([program.bytes, secrets.bytes]),
    },
    signal,
  );
  expectSuccess(started, "the run cannot be started");
}

/**
 * Ends the run, wherever it stands, and says how it ended: a run that was over before keeps its result.
 *
 * The script that is at work may finish within the grace. Afterwards no process of the run is left, and it never
 * starts again. Rejects as `startJob` does, but for `ServerBusy`.
 */
export async function cancelJob(
  host: RemoteHost,
  operationUid: string,
  {
    fence,
    graceSeconds = CANCEL_GRACE_SECONDS,
  }: { readonly fence: number; readonly graceSeconds?: number },
  signal: AbortSignal,
): Promise<RunResult> {
  const parameters = { FENCE: String(fence), GRACE_SECONDS: String(graceSeconds) };
  const ended = await host.run(jobScript("job/cancel", operationUid, parameters), signal);
  return parseResult(expectSuccess(ended, "the run cannot be cancelled")) ?? UNREADABLE;
}

/** What a host says when it is met. */
export interface FirstWords {
  readonly facts: HostFacts;
  /** Where the run stands. Throws `StepFailed` when that cannot be told. */
  readonly job: () => JobState;
}

/**
 * Asks a host who it is and where a run stands, in one session. `ipv4` is the address that it is met at.
 *
 * Rejects with what `RemoteHost` rejects with, with `HostUnreachable` when it does not say who it is, and with
 * `InvalidSpec` when it has no identity.
 */
export async function meetHost(
  host: RemoteHost,
  { operationUid, ipv4 }: { readonly operationUid: string; readonly ipv4: string },
  signal: AbortSignal,
): Promise<FirstWords> {
  const seen = await host.run(jobScript("job/meet", operationUid, { IPV4: ipv4 }), signal);
  const end = seen.stdout.indexOf("\n\n");
  if (end < 0) {
    throw new HostUnreachable(`the host does not say who it is: ${seen.stderr.trim()}`, {
      reason: "HostUnreachable",
    });
  }
  const said = { ...seen, stdout: seen.stdout.slice(end + 2) };
  return { facts: parseFacts(seen.stdout.slice(0, end)), job: () => stateIn(said) };
}

/** Where the run stands. Rejects with what `RemoteHost` rejects with, and `StepFailed`. */
export async function inspectJob(
  host: RemoteHost,
  operationUid: string,
  signal: AbortSignal,
): Promise<JobState> {
  return stateIn(await host.run(jobScript("job/inspect", operationUid), signal));
}

function stateIn(seen: RemoteResult): JobState {
  const said = expectSuccess(seen, "the run cannot be inspected");
  const [kind, why = ""] = said.split(/[ \n]/, 2);
  if (kind === "absent" || kind === "running") {
    return { kind };
  }
  if (kind === "parked") {
    return { kind, gate: why };
  }
  if (kind === "lost") {
    return { kind, why: why === "rebooted" ? why : "killed" };
  }
  if (kind !== "finished") {
    throw new HostUnreachable("the run cannot be inspected: the host says nothing of it", {
      reason: "HostUnreachable",
    });
  }
  return { kind, result: parseResult(said.replace(/^.*\n?/, "")) ?? UNREADABLE };
}

/**
 * Follows a run from its start until it has ended: calls `onEntry` for each line of its journal, and yields what its
 * scripts print, as it comes; not redacted. Both are bounded on the server.
 *
 * Rejects with what `RemoteHost` rejects with.
 */
export function followRun(
  host: RemoteHost,
  operationUid: string,
  onEntry: (entry: JournalEntry) => void,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const lines = new Lines(LINE_LIMIT_CHARACTERS);
  return host.stream(jobScript("job/follow", operationUid), signal, chunk => {
    for (const line of lines.push(chunk)) {
      const entry = parseEntry(line);
      if (entry !== undefined) {
        onEntry(entry);
      }
    }
  });
}

/** The end of what the run printed; not redacted. Rejects with what `RemoteHost` rejects with. */
export async function readLogTail(
  host: RemoteHost,
  operationUid: string,
  signal: AbortSignal,
): Promise<string> {
  const bytes = String(2 * LOG_TAIL_LIMIT_CHARACTERS);
  return (await host.run(jobScript("job/log-tail", operationUid, { BYTES: bytes }), signal)).stdout;
}

function jobScript(
  name: "job/cancel" | "job/inspect" | "job/meet" | "job/follow" | "job/log-tail",
  operationUid: string,
  more: Readonly<Record<string, string>> = {},
): RemoteScript {
  return {
    text: scripts[name],
    parameters: { RUN_ID: operationUid, UNIT: unitOf(operationUid), ...more },
  };
}

/** sysexits.h; what `receive.sh` and `cancel.sh` mean by them. */
const EX_CANTCREAT = 73; // another run is at work
const EX_IOERR = 74; // the disk is full
const EX_TEMPFAIL = 75; // the upload broke off, or the server is not ready for another try
const EX_PROTOCOL = 76; // the fence is stale

/** What a shell says of a program that signal n ended: 128 + n. Source: signal(7), 31 standard signals. */
function isOfSignal(code: number): boolean {
  return code >= 128 && code < 160;
}

/** What the script printed. Throws what its exit code means. */
function expectSuccess({ code, stdout, stderr }: RemoteResult, what: string): string {
  if (code === 0) {
    return stdout;
  }
  if (isOfSignal(code)) {
    // Not the script's own end: the server goes down, or lacks memory. What the script did is known at the next look.
    throw new HostUnreachable(`${what}: a signal ended its script, exit code ${code}`, {
      reason: "HostUnreachable",
    });
  }
  const said = stderr.trim().replace(/^[^]*\n/, "");
  const message = `${what}: ${said}`;
  const [, value = ""] = /\b(?:run|highest)=(\S+)$/.exec(said) ?? [];
  switch (code) {
    case EX_CANTCREAT:
      throw new ServerBusy(message, { runId: value, remedy: "wait for that operation to end" });
    case EX_IOERR:
      throw new StepFailed(message, { reason: "DiskFull", remedy: "free space on the server" });
    case EX_TEMPFAIL:
      throw new HostUnreachable(message, { reason: "HostUnreachable" });
    case EX_PROTOCOL:
      throw stale(message, value);
    default:
      throw new StepFailed(`${what}: exit code ${code}: ${said}`, {
        reason: "ScriptFailed",
        remedy: "see journalctl on the server",
      });
  }
}

/** What a server's word of a higher fence means. It is no Lease's word: no number has to be believed. */
function stale(message: string, value: string): FenceStale | StepFailed {
  const highest = /^[0-9]+$/.test(value) ? Number(value) : Infinity;
  return highest <= FENCE_LIMIT
    ? new FenceStale(message, { highest })
    : new StepFailed(`the server names the fence ${value}, which no Lease can count up to`, {
        reason: "FenceOutOfRange",
        remedy: "remove /var/lib/stargate/fence there once no run is at work on it",
      });
}
