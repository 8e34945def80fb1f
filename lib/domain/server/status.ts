import type { Operation } from "../../api/operation.generated";
import type { Server, ServerStatus, State } from "../../api/server.generated";
import { MESSAGE_LIMIT_CHARACTERS } from "../../defaults";
import { isTrue, setConditions, type Verdict } from "../conditions";
import { isDryRun } from "../operation/dry-run-status";
import { isOver } from "../operation/is-over";
import { isOwnNode, mismatch, type NodeEvidence } from "../operation/judge-node";
import { keyOf } from "../key";
import { clip } from "../redact";
import { parseVersion } from "../version";
import { type Wait, waitingFor, waitOf } from "../waiting";
import { type Rival, yielding } from "./claims";
import { isOfEarlier } from "./cleanup";
import type { Misplacement } from "./misplacement";
import { pauseOf } from "./pause";
import { isReset, released, wasNode } from "./release";

/** A Node as far as a Server's status shows it. */
export interface ServerNode extends NodeEvidence {
  readonly podCIDR: string | undefined;
}

/** What the cluster knows of a server at one moment. */
export interface ServerSnapshot {
  readonly server: Server;
  /** Operations on this server, in any order. */
  readonly operations: readonly Operation[];
  /** A Server that claims the same and comes before this one, which then waits. */
  readonly rival: Rival | undefined;
  /** Why the server cannot be where it says. */
  readonly misplacement: Misplacement | undefined;
  readonly node: ServerNode | undefined;
  /** What a Server that was deleted waits for before it goes. */
  readonly cleanup?: Wait | undefined;
  /** The setting that holds everything. */
  readonly pauseAll: boolean;
  /** Why there are no settings; what they say is then unknown. */
  readonly settingsProblem: string | undefined;
}

/**
 * The status of a server: what operations recorded stays, everything else follows from its operations,
 * its Node and whoever claims the same.
 */
export function serverStatus(snapshot: ServerSnapshot, now: string): ServerStatus {
  const { metadata, status: before = {} } = snapshot.server;
  const generation = metadata?.generation ?? 0;
  // A dry run is none of the server's business.
  const newest = newestOperation(
    snapshot.operations.filter(each => !isDryRun(each) && !isOfEarlier(each, snapshot.server)),
  );
  const nodeReady = judge(snapshot);
  const pause = pauseOf(snapshot.server, snapshot.pauseAll);
  const obstacle = obstacleOf(snapshot, nodeReady);
  const state = stateOf(newest, nodeReady);
  return {
    ...recorded(before, state, isReleased(snapshot, newest)),
    ...nodeFields(snapshot),
    ...waitingFields(before, pause ?? obstacle ?? waitOfOperation(newest), now),
    observedGeneration: generation,
    state,
    message: clip(obstacle?.message ?? messageOf(newest, nodeReady), MESSAGE_LIMIT_CHARACTERS),
    lastUpdated: (before.state === state ? before.lastUpdated : undefined) ?? now,
    conditions: setConditions(
      before.conditions,
      [
        ...initial(before),
        nodeReady,
        readiness(nodeReady, obstacle),
        held(pause, snapshot.settingsProblem),
      ],
      { now, generation },
    ),
  };
}

/**
 * What keeps a Server from being one. A node that works is no proof that it is this Server's, while another one claims
 * the same; but it is one of being where it can be reached.
 */
function obstacleOf(
  { rival, misplacement, cleanup }: ServerSnapshot,
  nodeReady: Verdict<"Server">,
): Wait | undefined {
  if (cleanup !== undefined) {
    return cleanup;
  }
  if (rival !== undefined) {
    return yielding(rival);
  }
  return nodeReady.status === "True" ? undefined : misplacement;
}

/** Whether anything may be started. A node that works goes on doing so, and Ready with it. */
function held(pause: Wait | undefined, settingsProblem: string | undefined): Verdict<"Server"> {
  if (pause !== undefined) {
    return { type: "Paused", status: "True", reason: "Paused", message: pause.message };
  }
  return settingsProblem === undefined
    ? { type: "Paused", status: "False", reason: "NotPaused", message: "operations may start" }
    : { type: "Paused", status: "Unknown", reason: "InvalidSettings", message: settingsProblem };
}

function readiness(nodeReady: Verdict<"Server">, wait: Wait | undefined): Verdict<"Server"> {
  return wait === undefined
    ? { ...nodeReady, type: "Ready" }
    : { type: "Ready", status: "False", reason: wait.reason, message: wait.message };
}

/**
 * What stays of a status. The Node's name and version do so no longer than the Node, but for a run that makes it anew:
 * while the name is there, the Server's identity is fixed. The podCIDR stays: it is the record of the Server's block,
 * which a reset releases and nothing else, whatever becomes of the Node.
 */
function recorded(
  { waitingFor: _, ...kept }: ServerStatus,
  state: State,
  hasLeft: boolean,
): ServerStatus {
  if (hasLeft) {
    return released(kept);
  }
  const { nodeName, os, ...rest } = kept;
  return state === "provisioning" ? kept : rest;
}

/** Whether a reset was the last that was done, and the Node is gone. A pass that saw the Node before may have written of it since. */
function isReleased({ node }: ServerSnapshot, newest: Operation | undefined): boolean {
  return node === undefined && newest !== undefined && isReset(newest);
}

/** What a server waits for, since its operation did, where it is that one's wait. */
function waitingFields(
  before: ServerStatus,
  wait: (Wait & { readonly since?: string }) | undefined,
  now: string,
): Partial<ServerStatus> {
  if (wait === undefined) {
    return {};
  }
  const { since } = wait;
  return {
    waitingFor:
      since === undefined ? waitingFor(before, wait, now) : waitingFor(undefined, wait, since),
  };
}

function waitOfOperation(
  newest: Operation | undefined,
): (Wait & { readonly since: string }) | undefined {
  const wait = waitOf(newest?.status);
  return newest === undefined || wait === undefined || isOver(newest)
    ? undefined
    : { ...wait, object: wait.object };
}

/** Reachable and HostKeyTrusted are judged by operations; until then nobody has. */
function initial(before: ServerStatus): Verdict<"Server">[] {
  const known = new Set(before.conditions?.map(condition => condition.type));
  return (["Reachable", "HostKeyTrusted"] as const)
    .filter(type => !known.has(type))
    .map(type => ({ type, status: "Unknown", reason: "NotStarted", message: "" }));
}

function judge({ server, node, operations }: ServerSnapshot): Verdict<"Server"> {
  const expected = expectedOf(server);
  const verdict = (
    status: "True" | "False",
    reason: Verdict<"Server">["reason"],
    message: string,
  ): Verdict<"Server"> => ({ type: "NodeReady", status, reason, message });
  if (node === undefined) {
    return wasNode(server)
      ? verdict("False", "NodeNotRegistered", `no Node ${expected.name} is registered`)
      : verdict("False", "NotProvisioned", "the server is no node; a repave makes it one");
  }
  if (!isOwnNode(node, expected)) {
    return verdict("False", "NodeIdentityMismatch", mismatch(node, expected));
  }
  return node.ready
    ? verdict("True", "NodeReady", readyWords(node, operations))
    : verdict("False", "NodeNotReady", `Node ${node.name} is not Ready: ${node.notReadyMessage}`);
}

/** That the Node is Ready, and that no pods come to it where an operation of ours has ended and left it so. */
function readyWords(node: ServerNode, operations: readonly Operation[]): string {
  const words = `Node ${node.name} is Ready with ${node.kubeletVersion}`;
  const by = operations.find(({ metadata }) => metadata?.uid === node.cordonedBy);
  const isLeft = node.cordonedBy !== undefined && (by === undefined || isOver(by));
  return node.isCordoned && isLeft
    ? `${words}, and cordoned since ${by === undefined ? "an operation" : `Operation ${keyOf(by).name}`} ended: repave it, or kubectl uncordon ${node.name}`
    : words;
}

/** Name, address block and version of the Node, if it is provably this server's. */
function nodeFields({ server, node }: ServerSnapshot): Partial<ServerStatus> {
  if (node === undefined || !isOwnNode(node, expectedOf(server))) {
    return {};
  }
  const version = parseVersion(node.kubeletVersion.replace(/^v/, ""));
  return {
    nodeName: node.name,
    ...(node.podCIDR === undefined ? {} : { podCIDR: node.podCIDR }),
    ...(version === undefined ? {} : { os: `k8s-${version.major}.${version.minor}` }),
  };
}

function stateOf(newest: Operation | undefined, nodeReady: Verdict<"Server">): State {
  if (newest?.status?.startTime !== undefined && !isOver(newest)) {
    return "provisioning";
  }
  // A node that is Ready is ready, whatever became of the last operation; the message tells of that.
  if (nodeReady.status === "True") {
    return "ready";
  }
  if (newest !== undefined && isTrue<"Operation">(newest.status?.conditions, "Failed")) {
    return "error";
  }
  return nodeReady.reason === "NotProvisioned" ? "pending" : "error";
}

function messageOf(newest: Operation | undefined, nodeReady: Verdict<"Server">): string {
  const said = newest?.status?.message;
  const name = newest?.metadata?.name ?? "";
  if (newest === undefined || said === undefined || (isOver(newest) && !hasFailed(newest))) {
    return nodeReady.message;
  }
  return `Operation ${name}: ${said}`;
}

/** The one that is at work, or else was created last: it may be waiting. */
function newestOperation(operations: readonly Operation[]): Operation | undefined {
  return operations.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b))).at(-1);
}

function orderOf(operation: Operation): string {
  const { metadata, status } = operation;
  const isAtWork = status?.startTime !== undefined && !isOver(operation);
  const created = metadata?.creationTimestamp as string | undefined;
  return `${isAtWork ? 1 : 0} ${created ?? ""} ${metadata?.name ?? ""}`;
}

function hasFailed({ status }: Operation): boolean {
  return isTrue<"Operation">(status?.conditions, "Failed");
}

function expectedOf({ metadata, spec, status }: Server): {
  readonly name: string;
  readonly machineID: string | undefined;
  readonly ipv4: string;
} {
  return { name: metadata?.name ?? "", machineID: status?.machineID, ipv4: spec.ipv4 };
}
