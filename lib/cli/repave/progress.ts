import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf, isTrue } from "../../domain/conditions";
import { formatKey, keyOf } from "../../domain/key";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { isProfileChanged } from "../../domain/operation/profile-version";
import type { Member } from "../../domain/rollout/next";
import { pauseOf } from "../../domain/server/pause";
import { resultOf } from "../logs/narrate";
import type { ObjectsByKey } from "../status/fleet";
import { attemptOf, type Rollout, type RolloutTarget } from "./rollout";

/** The cluster at one moment, as far as a rollout looks at it. */
export interface RolloutView {
  readonly servers: ObjectsByKey<Server>;
  readonly operations: ObjectsByKey<Operation>;
}

/** What a rollout remembers besides what the cluster does. */
export interface RolloutMemory {
  /** UIDs of Operations that had ended before, and are done again. */
  readonly again: ReadonlySet<string>;
  /** Servers that cannot be gone on with, and why. */
  readonly lost: ReadonlyMap<string, string>;
}

/** How far the rollout is with one server. */
export interface TargetProgress {
  readonly target: RolloutTarget;
  readonly server: Server | undefined;
  /** Its last attempt on this very Server. */
  readonly operation: Operation | undefined;
  /** Attempts so far, on Servers that had the name before, too. */
  readonly attempts: number;
  readonly state: Member["state"];
  /** Why it is lost, if it is. */
  readonly loss: string | undefined;
}

/** How a rollout stands when nobody goes on with it. */
export interface RolloutEnd {
  readonly progress: readonly TargetProgress[];
  /** Servers that the limit kept from being started. */
  readonly kept: readonly string[];
  readonly isInterrupted: boolean;
}

/** How far the rollout is with each server, in the order of the targets. */
export function progressOf(
  rollout: Rollout,
  view: RolloutView,
  memory: RolloutMemory,
): readonly TargetProgress[] {
  const operations = [...view.operations.values()];
  return rollout.targets.map(target => {
    const { namespace } = rollout;
    const server = view.servers.get(formatKey({ namespace, name: target.name }));
    const attempts = operations
      .map(operation => ({ operation, attempt: attemptOf(rollout, target, operation) ?? 0 }))
      .filter(({ attempt }) => attempt > 0)
      .toSorted((a, b) => a.attempt - b.attempt);
    const last = attempts.filter(({ operation }) => isOf(server, operation)).at(-1)?.operation;
    const loss =
      memory.lost.get(target.name) ?? (server === undefined ? "the Server was deleted" : undefined);
    return {
      target,
      server,
      operation: last,
      attempts: attempts.at(-1)?.attempt ?? 0,
      state: loss === undefined ? stateOf(target, last, memory) : "Failed",
      loss,
    };
  });
}

/** An Operation on an earlier Server of the name says nothing of this one. */
function isOf(server: Server | undefined, { metadata }: Operation): boolean {
  const [made, created] = [server?.metadata, metadata].map(
    each => each?.creationTimestamp as string | undefined,
  );
  return made === undefined || created === undefined || Date.parse(created) >= Date.parse(made);
}

function stateOf(
  { profile }: RolloutTarget,
  operation: Operation | undefined,
  { again }: RolloutMemory,
): Member["state"] {
  if (operation === undefined) {
    return "Pending";
  }
  const isAgain = again.has(operation.metadata?.uid ?? "");
  switch (resultOf(operation)) {
    case undefined:
      return "AtWork";
    case "Succeeded":
      return isOfProfile(operation, profile) && !isAgain ? "Succeeded" : "Pending";
    case "Failed":
      return isAgain ? "Pending" : "Failed";
  }
}

/** UIDs of Operations that a rollout that begins, or begins again, does again: those that failed, and those that were undone. */
export function doneAgain(view: RolloutView): ReadonlySet<string> {
  const failed = [...view.operations.values()].filter(each => resultOf(each) === "Failed");
  return new Set([...failed.map(({ metadata }) => metadata?.uid ?? ""), ...undone(view)]);
}

/** UIDs of Operations after which another one made something else of the server. */
export function undone({ operations }: RolloutView): ReadonlySet<string> {
  const newest = new Map<string, number>();
  const changing = [...operations.values()].filter(
    operation => operation.spec.operation !== "reboot" && !isDryRun(operation),
  );
  for (const operation of changing) {
    const { name } = operation.spec.serverRef;
    newest.set(name, Math.max(newest.get(name) ?? 0, createdMs(operation)));
  }
  const before = changing.filter(
    operation => createdMs(operation) < (newest.get(operation.spec.serverRef.name) ?? 0),
  );
  return new Set(before.map(({ metadata }) => metadata?.uid ?? ""));
}

function createdMs({ metadata }: Operation): number {
  return Date.parse((metadata?.creationTimestamp as string | undefined) ?? "") || 0;
}

/** One rollout may be gone on with under its name after the profile was changed: then all is to be done. */
function isOfProfile(operation: Operation, profile: RolloutTarget["profile"]): boolean {
  return (
    operation.spec.provisioningProfileRef?.name === keyOf(profile).name &&
    !isProfileChanged(operation, profile)
  );
}

/** The servers as they decide what is next. */
export function membersOf(
  progress: readonly TargetProgress[],
  { operations }: RolloutView,
): readonly Member[] {
  const live = [...operations.values()].filter(operation => resultOf(operation) === undefined);
  return progress.map(({ target: { name }, server, operation: own, state }) => {
    const ofServer = live.filter(({ spec }) => spec.serverRef.name === name);
    const other = ofServer.find(operation => operation !== own);
    const isReady = isTrue<"Server">(server?.status?.conditions, "Ready");
    return {
      name,
      created: (server?.metadata?.creationTimestamp as string | undefined) ?? "",
      isAvailable: isReady && ofServer.length === 0,
      state,
      hold: holdOf(server, other),
    };
  });
}

function holdOf(server: Server | undefined, other: Operation | undefined): string | undefined {
  if (other !== undefined) {
    return `Operation ${keyOf(other).name} (${other.spec.operation}) is at work on it`;
  }
  return pauseWords(server);
}

/** That somebody holds the Server, or everything, and what lets it go; undefined where nobody does. */
export function pauseWords(server: Server | undefined): string | undefined {
  return pauseOf(server, server !== undefined && isHeldByAll(server))?.message;
}

/** Whether the setting holds it. What the condition says of an earlier spec is no news of the settings. */
function isHeldByAll({ metadata, spec, status }: Server): boolean {
  const paused = conditionOf<"Server">(status?.conditions, "Paused");
  const isCurrent = paused?.observedGeneration === metadata?.generation;
  return spec.paused !== true && paused?.status === "True" && isCurrent;
}
