import type { Reason } from "../../api/conditions";
import { DRAIN_BLOCKED_POLL_MS, DRAIN_POLL_MS } from "../../defaults";
import type { Operation } from "../../api/operation.generated";
import { isTrue } from "../../domain/conditions";
import { keyOf } from "../../domain/key";
import { drainOf, isDraining } from "../../domain/operation/drain-of";
import { isOver } from "../../domain/operation/is-over";
import type { Lease } from "../../ports/lease";
import { drainPolicyOf } from "../../domain/drain/policy";
import { drainingWords, forecastWords, obstacleWords } from "../../domain/drain/words";
import { isLeftAlone } from "../../domain/operation/decide-removal";
import { expectedNode } from "../../domain/operation/expected-node";
import { isOwnNode, mismatch } from "../../domain/operation/judge-node";
import type { RunInput } from "../../domain/operation/snapshot";
import * as status from "../../domain/operation/drain-status";
import type { Wait } from "../../domain/waiting";
import type { NodeView } from "../../ports/nodes";
import type { Requeue } from "../../ports/work";
import { drainNode, type DrainState, forecastOf, uncordonNode } from "../drain/drain";
import { announce } from "./announce";
import { explain } from "./explain";
import { fenced } from "./fenced";
import type { OperationPorts } from "./ports";
import { reportFailure } from "./report";
import type { Seen } from "./follow";
import { write } from "./write";

/** One pass of draining the operation's Node, while nobody else works on its server. */
export async function drain(ports: OperationPorts, input: RunInput): Promise<Requeue> {
  try {
    const lease = await ports.leases.acquire(input.server.metadata?.uid ?? "");
    try {
      // What was seen before the Lease was ours may be long ago.
      return (await isStillDue(ports, input))
        ? await drainOnce(fenced(ports, lease), input, lease)
        : { afterMs: 0 };
    } finally {
      await lease.release();
    }
  } catch (error: unknown) {
    return await explain(ports, input, error);
  }
}

/** The run was parked before a step that disturbs pods: the next pass begins to move them. */
export async function reportParked(
  ports: OperationPorts,
  input: RunInput,
  seen: Seen,
): Promise<void> {
  const what = { ...seen, message: await forecast(ports, input) };
  await write(ports, input.operation, (current, now) => status.parked(current, what, now));
}

/** What is going to happen to the pods, as far as their Node is the one that is meant. */
async function forecast(ports: OperationPorts, input: RunInput): Promise<string | undefined> {
  // The run may have found out just now which machine it is.
  const server = (await ports.store.servers.get(keyOf(input.server))) ?? input.server;
  const node = await ports.nodes.get(expectedNode(server).name);
  if (node === undefined || !isOwnNode(node, expectedNode(server))) {
    return undefined;
  }
  const rules = drainPolicyOf(input.profile);
  return forecastWords(await forecastOf(ports, { node, rules, nowMs: ports.clock.now() }));
}

async function isStillDue({ store }: OperationPorts, { operation }: RunInput): Promise<boolean> {
  const current = await store.operations.get(keyOf(operation));
  return (
    current !== undefined &&
    current.metadata?.uid === operation.metadata?.uid &&
    current.metadata?.deletionTimestamp === undefined &&
    !isOver(current) &&
    !isTrue<"Operation">(current.status?.conditions, "Bootstrapped") &&
    isDraining(current)
  );
}

async function drainOnce(ports: OperationPorts, input: RunInput, lease: Lease): Promise<Requeue> {
  const { operation, server, profile } = input;
  const node = await ports.nodes.get(expectedNode(server).name);
  if (node === undefined) {
    return await goOn(ports, input, "there is no Node any more");
  }
  if (!isOwnNode(node, expectedNode(server))) {
    return await passBy(ports, input, node);
  }
  const { policy, timeoutSeconds, ...rules } = drainPolicyOf(profile);
  const nowMs = ports.clock.now();
  const isOverdue = isLongAgo(operation, nowMs - timeoutSeconds * 1000);
  const isForced = policy === "ForceAfter" && isOverdue;
  lease.verify();
  const operationUid = operation.metadata?.uid ?? "";
  const state = await drainNode(ports, { node, operationUid, rules, isForced, nowMs });
  if (state.kind === "Drained") {
    return await goOn(ports, input, `Node ${node.name} is drained`);
  }
  if (policy === "Abort" && isOverdue) {
    return await abort(ports, input, { node, state, timeoutSeconds });
  }
  await reportDraining(ports, input, waitOf(node, state));
  return { afterMs: isMoving(state) ? DRAIN_POLL_MS : DRAIN_BLOCKED_POLL_MS };
}

/** Another machine's Node is never touched. A kubelet that has just registered has no address yet. */
async function passBy(ports: OperationPorts, input: RunInput, node: NodeView): Promise<Requeue> {
  const { operation, server } = input;
  if (isLeftAlone(operation, server, node)) {
    return await goOn(ports, input, `Node ${node.name} is another machine's, and stays as it is`);
  }
  const expected = expectedNode(server);
  if (node.internalIP === undefined && node.machineID === expected.machineID) {
    return { afterMs: DRAIN_POLL_MS };
  }
  const message = mismatch(node, expected);
  await reportFailure(ports, operation, { reason: "NodeIdentityMismatch", message });
  return undefined;
}

/** Whether pods have been asked to leave since then. */
function isLongAgo(operation: Operation, sinceMs: number): boolean {
  const drain = drainOf(operation);
  return drain?.status === "False" && Date.parse(drain.lastTransitionTime) <= sinceMs;
}

function isMoving(state: DrainState): boolean {
  return state.kind === "Draining" && state.blocked.length === 0;
}

async function goOn(
  ports: OperationPorts,
  { operation, server }: RunInput,
  message: string,
): Promise<Requeue> {
  await announce(ports, operation, { type: "normal", reason: "NodeDrained", message, server });
  await write(ports, operation, (current, now) => status.drained(current, message, now));
  return { afterMs: 0 };
}

/** Nothing was disturbed, and nothing will be. */
async function abort(
  ports: OperationPorts,
  { operation }: RunInput,
  {
    node,
    state,
    timeoutSeconds,
  }: { readonly node: NodeView; readonly state: DrainState; readonly timeoutSeconds: number },
): Promise<Requeue> {
  // Seen before this pass cordoned it, if that did. What another operation left cordoned stays so.
  const own = operation.metadata?.uid;
  if (!node.isCordoned || node.cordonedBy === own) {
    await uncordonNode(ports, { ...node, cordonedBy: own });
  }
  const message = `Node ${node.name} was not drained within ${timeoutSeconds} s, and takes pods again: ${wordsOf(state)}`;
  await reportFailure(ports, operation, { reason: "DrainTimedOut", message });
  return undefined;
}

/** Says it once as an Event, when something begins to stand in the way. */
async function reportDraining(
  ports: OperationPorts,
  { operation, server }: RunInput,
  wait: Wait,
): Promise<void> {
  const before = operation.status?.waitingFor?.reason;
  if (wait.reason !== "Draining" && wait.reason !== before) {
    const { message } = wait;
    await announce(ports, operation, { type: "warning", reason: "DrainBlocked", message, server });
  }
  await write(ports, operation, (current, now) => status.draining(current, wait, now));
}

function waitOf({ name }: NodeView, state: DrainState): Wait {
  return { reason: reasonOf(state), message: wordsOf(state), object: { kind: "Node", name } };
}

function reasonOf(state: DrainState): Extract<Reason, Wait["reason"]> {
  if (state.kind === "Refused") {
    return "DrainRefused";
  }
  return state.kind === "Draining" && state.blocked.length > 0 ? "DrainBlocked" : "Draining";
}

function wordsOf(state: DrainState): string {
  switch (state.kind) {
    case "Refused":
      return obstacleWords(state.refused);
    case "Draining":
      return drainingWords(state.leaving, state.blocked);
    case "Drained":
      return "every pod has left";
  }
}
