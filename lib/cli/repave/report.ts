import type { Member } from "../../domain/rollout/next";
import { conditionOf } from "../../domain/conditions";
import { keyOf } from "../../domain/key";
import { between } from "../duration";
import { oneLine } from "../text";
import { pauseWords, type TargetProgress } from "./progress";
import type { Rollout } from "./rollout";
import { versionOf } from "./words";

/** Shape of the report. It changes only with its number; fields may come, none goes. */
const SCHEMA = "stargate-repave/v1";

/** How a rollout ended, or that it was not begun. */
export type RolloutResult = "Planned" | "Succeeded" | "Failed" | "Interrupted" | "TimedOut";

/** What `repave -o json` prints. Documented in docs/reference/cli.md. */
export interface RolloutReport {
  readonly schema: typeof SCHEMA;
  readonly rollout: string;
  readonly namespace: string;
  readonly result: RolloutResult;
  /** Servers that may be unavailable at a time. */
  readonly maxUnavailable: number;
  readonly canary: number;
  /** In the order in which they begin. */
  readonly servers: readonly RolloutEntry[];
}

/** One server of a rollout. What is not known is null. */
interface RolloutEntry {
  readonly name: string;
  readonly state: Member["state"];
  /** Minor version of its Node. */
  readonly version: string | null;
  readonly profile: string;
  /** `kubernetesVersion` of the profile. */
  readonly wantedVersion: string;
  /** Whether somebody holds it, or everything. */
  readonly paused: boolean;
  readonly operation: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly durationSeconds: number | null;
}

/** The report on a rollout. */
export function reportOf(
  { name, namespace, rules }: Rollout,
  progress: readonly TargetProgress[],
  result: RolloutResult,
): RolloutReport {
  return {
    schema: SCHEMA,
    rollout: name,
    namespace,
    result,
    maxUnavailable: rules.limit,
    canary: rules.canary,
    servers: progress.map(entryOf),
  };
}

function entryOf({ target, server, operation, state, loss }: TargetProgress): RolloutEntry {
  const { conditions, message, startTime, completionTime } = operation?.status ?? {};
  const tookMs = between(startTime, completionTime);
  const type = state === "Failed" ? "Failed" : "Complete";
  return {
    name: target.name,
    state,
    version: versionOf(server) ?? null,
    profile: keyOf(target.profile).name,
    wantedVersion: oneLine(target.profile.spec.kubernetesVersion),
    paused: pauseWords(server) !== undefined,
    operation: operation === undefined ? null : keyOf(operation).name,
    reason: conditionOf<"Operation">(conditions, type)?.reason ?? null,
    message: textOf(loss ?? message),
    durationSeconds: tookMs === undefined ? null : Math.round(tookMs / 1000),
  };
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : oneLine(text);
}
