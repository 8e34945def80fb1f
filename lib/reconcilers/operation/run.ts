import { inspectJob, type JobState, startJob } from "../../bootstrap/job";
import type { HostFacts } from "../../bootstrap/facts";
import { CLEANUP_FINALIZER } from "../../api/names";
import { logFieldsOf } from "../../domain/operation/log-fields";
import { InvalidSpec, isTerminal, StartFailed } from "../../domain/errors";
import { isProfileChanged, profileVersion } from "../../domain/operation/profile-version";
import type { RunInput } from "../../domain/operation/snapshot";
import type { RunResult } from "../../domain/run/progress";
import type { RemoteHost } from "../../ports/remote-host";
import type { Assignment } from "./assignment";
import { claimServer } from "./claim-server";
import { follow, NOTHING_SEEN, report, type Seen } from "./follow";
import { announceRestart } from "./on-the-way";
import type { OperationPorts } from "./ports";
import { requirePlan } from "./require-plan";
import { resolveRun } from "./resolve";
import { withFence } from "./with-fence";
import { withServer } from "./with-server";

/** How a run ended, and what was seen of it. */
export interface RunOutcome extends Seen {
  readonly result: RunResult;
}

/** Where a run stands that has no result. */
export type Unfinished = Exclude<JobState, { readonly kind: "finished" }>;

/**
 * Sees the operation's run on its server through to its end: starts it, or finds it and follows on. Of one whose
 * time is over it only looks whether it has ended.
 *
 * Safe to repeat at any point and in any process: the server knows the run by the operation's UID. Without a result
 * the job is gone, and has to be started again, if it is not too late.
 */
export async function runOnServer(
  ports: OperationPorts,
  assignment: Assignment,
  signal: AbortSignal,
): Promise<RunOutcome | (Unfinished & { readonly seen?: Seen })> {
  return await withServer(ports, assignment, signal, (host, words) =>
    seeThrough(ports, host, { ...assignment, found: words.job(), facts: words.facts }, signal),
  );
}

async function seeThrough(
  ports: OperationPorts,
  host: RemoteHost,
  assignment: Assignment & { readonly found: JobState; readonly facts: HostFacts },
  signal: AbortSignal,
): Promise<RunOutcome | (Unfinished & { readonly seen?: Seen })> {
  const { input, found } = assignment;
  if (found.kind !== "finished") {
    if (input.isLate) {
      return found;
    }
    const idle = await startIfDue(ports, host, { ...assignment, found }, signal);
    if (idle !== undefined) {
      return idle;
    }
    // Whoever is to be started goes before whoever is to be watched.
    await ports.starts.calm(signal);
  }
  const seen = await follow(ports, host, input, signal);
  // Its last line is written after the record, and says the same; without it only the record may tell.
  const { result } = seen.progress;
  const { uid = "" } = input.operation.metadata ?? {};
  const job = result === undefined ? await inspectJob(host, uid, signal) : finished(result);
  return job.kind === "finished" ? { ...seen, result: job.result } : { ...job, seen };
}

function finished(result: RunResult): JobState {
  return { kind: "finished", result };
}

/** What the log says of a run that is started, by what was found of it. */
const STARTED = {
  absent: "run started",
  lost: "run started anew, for it was lost",
  parked: "run goes on after its gate",
} as const;

/** A run of which nothing is at work, and of which nothing tells how it went. */
type Gone = JobState & { readonly kind: "absent" | "lost" | "parked" };

/** What was seen of the host before its run is started. */
interface Met {
  readonly found: Gone;
  readonly facts: HostFacts;
}

/** Whether nothing of the run is at work, and nothing tells how it went. */
export function isGone(job: JobState): job is Gone {
  return job.kind === "absent" || job.kind === "lost" || job.kind === "parked";
}

/** Whether the run is to be started again: one that is parked only once its gate is open. */
function mayStart(job: Gone, { openGates }: RunInput): boolean {
  return job.kind !== "parked" || openGates.some(gate => gate === job.gate);
}

/** Starts the run where that is due; a run that nobody is to follow, for it is not at work. */
async function startIfDue(
  ports: OperationPorts,
  host: RemoteHost,
  missing: Assignment & { readonly found: JobState; readonly facts: HostFacts },
  signal: AbortSignal,
): Promise<Gone | undefined> {
  const { found, input } = missing;
  if (!isGone(found)) {
    return undefined;
  }
  const isStarted =
    mayStart(found, input) &&
    input.hold === undefined &&
    (await start(ports, host, { ...missing, found }, signal));
  return isStarted ? undefined : found;
}

/** Starts the run, if it may be; whether it did. What stands in the way for good is a `StartFailed`: nobody has to look for a run then. */
async function start(
  ...[ports, host, missing, signal]: Parameters<typeof handOver>
): Promise<boolean> {
  const started = ports.starts.begin();
  try {
    return await handOver(ports, host, missing, signal);
  } catch (error: unknown) {
    throw isTerminal(error) ? new StartFailed(error) : error;
  } finally {
    started();
  }
}

async function handOver(
  ports: OperationPorts,
  host: RemoteHost,
  { input: observed, lease, deadline, found, facts }: Assignment & Met,
  signal: AbortSignal,
): Promise<boolean> {
  const input = { ...observed, machineID: facts.machineID };
  const { operation, profile } = input;
  refuseChangedProfile(input);
  if (found.kind === "absent") {
    await requirePlan(ports, input, host, signal);
  }
  // From here on there is something to clean up when the operation is deleted.
  if (!(await ports.store.operations.addFinalizer(operation, CLEANUP_FINALIZER))) {
    return false;
  }
  if (!(await claimServer(ports, input, facts))) {
    return false;
  }
  if (found.kind === "lost") {
    await lease.raiseAbove(lease.fence);
  }
  const bundle = await ports.renderBundle(await resolveRun(ports, input));
  const serverUID = input.server.metadata?.uid ?? "";
  await report(ports, input, NOTHING_SEEN, { ...profileVersion(profile), serverUID });
  deadline.handOver();
  await withFence(lease, fence => startJob(host, bundle, fence, signal));
  ports.log.info({ ...logFieldsOf(operation), fence: lease.fence }, STARTED[found.kind]);
  if (found.kind === "lost") {
    await announceRestart(ports, input, { why: found.why, fence: lease.fence });
  }
  return true;
}

/** A run is what its profile said when it was handed over. Half of it done one way and half another is neither. */
function refuseChangedProfile({ operation, profile, profileName }: RunInput): void {
  if (operation.spec.operation === "repave" && isProfileChanged(operation, profile)) {
    throw new InvalidSpec(
      `its run would have to be started again, and ProvisioningProfile ${profileName} was changed since it began`,
      { reason: "ProfileChanged", remedy: "create a new Operation, which applies it as it is now" },
    );
  }
}
