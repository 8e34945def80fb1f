import {
  type FirstWords,
  inspectJob,
  type JobState,
  meetHost,
  startJob,
} from "../../bootstrap/job";
import type { HostFacts } from "../../bootstrap/facts";
import { CLEANUP_FINALIZER } from "../../api/names";
import { InvalidSpec, isTerminal, StartFailed } from "../../domain/errors";
import { expectedNode } from "../../domain/operation/expected-node";
import { mismatch } from "../../domain/operation/judge-node";
import { isProfileChanged, profileVersion } from "../../domain/operation/profile-version";
import type { RunInput } from "../../domain/operation/snapshot";
import type { RunResult } from "../../domain/run/progress";
import type { RemoteHost } from "../../ports/remote-host";
import type { Assignment } from "./assignment";
import { follow, NOTHING_SEEN, report, type Seen } from "./follow";
import { announceRestart, announceReturn } from "./on-the-way";
import type { OperationPorts } from "./ports";
import { recordContact, recordRenewal } from "./record";
import { resolveRun } from "./resolve";
import { withFence } from "./with-fence";

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
  const { input, route } = assignment;
  const host = await ports.remoteHosts.connect(route, signal);
  try {
    // Before anything is written down of the host: where another Server has it, that is of the other one's machine.
    await assignment.uncontested();
    const { facts, job: standing } = await meet(ports, input, host, signal);
    await announceReturn(ports, input);
    await refuseForeignNode(ports, input, facts);
    const found = standing();
    if (input.isLate && found.kind !== "finished") {
      return found;
    }
    if (mayStart(found, input)) {
      if (input.hold !== undefined) {
        return found;
      }
      await start(ports, host, { ...assignment, found, facts }, signal);
    }
    if (found.kind === "parked" && !mayStart(found, input)) {
      return found;
    }
    if (found.kind !== "finished") {
      // Whoever is to be started goes before whoever is to be watched.
      await ports.starts.calm(signal);
    }
    const seen = await follow(ports, host, input, signal);
    // Its last line is written after the record, and says the same; without it only the record may tell.
    const { result } = seen.progress;
    const job =
      result === undefined ? await inspectJob(host, uidOf(input), signal) : finished(result);
    return job.kind === "finished" ? { ...seen, result: job.result } : { ...job, seen };
  } finally {
    host.close();
  }
}

function finished(result: RunResult): JobState {
  return { kind: "finished", result };
}

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

/** Whether the run is to be started: one that is parked only once its gate is open. */
function mayStart(job: JobState, { openGates }: RunInput): job is Gone {
  return isGone(job) && (job.kind !== "parked" || openGates.some(gate => gate === job.gate));
}

/** Asks the server who it is, and writes that down; also that it answers, if it does not say more. */
async function meet(
  ports: OperationPorts,
  input: RunInput,
  host: RemoteHost,
  signal: AbortSignal,
): Promise<FirstWords> {
  await recordRenewal(ports, input, host);
  const { ipv4 } = input.server.spec;
  let words: FirstWords | undefined;
  try {
    words = await meetHost(host, { operationUid: uidOf(input), ipv4 }, signal);
    return words;
  } finally {
    await recordContact(ports, input, host, words?.facts);
  }
}

/** A Node of the server's name on another machine is somebody else's: nothing may be done in its name. */
async function refuseForeignNode(
  { nodes }: OperationPorts,
  { operation, server }: RunInput,
  facts: HostFacts,
): Promise<void> {
  const expected = { ...expectedNode(server), machineID: facts.machineID };
  const node = await nodes.get(expected.name);
  // A reset does nothing in the name of a Node: it cleans this host, which is not that one.
  const isNoneOfOurs = operation.spec.operation === "reset" && node?.machineID !== facts.machineID;
  if (node === undefined || isNoneOfOurs) {
    return;
  }
  // A clone of a machine has its ID, too. A kubelet that has just registered has no address yet.
  const isElsewhere = node.internalIP !== undefined && node.internalIP !== expected.ipv4;
  if (node.machineID !== facts.machineID || isElsewhere) {
    throw new InvalidSpec(mismatch(node, expected), {
      reason: "NodeIdentityMismatch",
      object: { kind: "Node", name: node.name },
    });
  }
}

/** Starts the run. What stands in the way for good is a `StartFailed`: nobody has to look for a run then. */
async function start(
  ...[ports, host, missing, signal]: Parameters<typeof handOver>
): Promise<void> {
  const started = ports.starts.begin();
  try {
    await handOver(ports, host, missing, signal);
  } catch (error: unknown) {
    throw isTerminal(error) ? new StartFailed(error) : error;
  } finally {
    started();
  }
}

async function handOver(
  ports: OperationPorts,
  host: RemoteHost,
  { input, lease, deadline, found, facts }: Assignment & Met,
  signal: AbortSignal,
): Promise<void> {
  const { operation, profile } = input;
  refuseChangedProfile(input);
  // From here on there is something to clean up when the operation is deleted.
  if (!(await ports.store.operations.addFinalizer(operation, CLEANUP_FINALIZER))) {
    return;
  }
  if (!(await claimServer(ports, input, facts))) {
    return;
  }
  if (found.kind === "lost") {
    await lease.raiseAbove(lease.fence);
  }
  const bundle = await ports.renderBundle(await resolveRun(ports, input));
  await report(ports, input, NOTHING_SEEN, profileVersion(profile));
  deadline.handOver();
  await withFence(lease, fence => startJob(host, bundle, fence, signal));
  ports.log.info({ operation: operation.metadata?.name, was: found.kind }, "run started");
  if (found.kind === "lost") {
    await announceRestart(ports, input, { why: found.why, fence: lease.fence });
  }
}

/**
 * From a repave on there is something to clean up when the Server is deleted, and its machine is wanted, if it ever was
 * forgotten. Whether the run may be begun: not on a Server that goes.
 */
async function claimServer(
  { store, forgotten }: OperationPorts,
  { operation, server }: RunInput,
  { machineID }: HostFacts,
): Promise<boolean> {
  if (operation.spec.operation !== "repave") {
    return true;
  }
  const isHeld = server.metadata?.finalizers?.includes(CLEANUP_FINALIZER) === true;
  const mayBegin = isHeld || (await store.servers.addFinalizer(server, CLEANUP_FINALIZER));
  if (mayBegin) {
    await forgotten.remove(machineID);
  }
  return mayBegin;
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

function uidOf({ operation }: RunInput): string {
  return operation.metadata?.uid ?? "";
}
