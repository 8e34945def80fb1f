import type { Condition, ConditionType, Kind, Reason } from "../api/conditions";
import { MESSAGE_LIMIT_CHARACTERS } from "../defaults";
import { clip } from "./redact";

/** What a reconciler says of one condition; time and generation are added by `setCondition`. */
export interface Verdict<K extends Kind> {
  readonly type: ConditionType<K>;
  readonly status: Condition["status"];
  readonly reason: Reason;
  readonly message: string;
}

/** What `setConditions` stamps every condition with. */
export interface Stamp {
  /** RFC 3339, seconds. */
  readonly now: string;
  readonly generation: number;
}

/**
 * The conditions with the verdicts in place, in the order of the types.
 *
 * `lastTransitionTime` changes only when the status does (Kubernetes API conventions).
 */
export function setConditions<K extends Kind>(
  conditions: readonly Condition[] | undefined,
  verdicts: readonly Verdict<K>[],
  stamp: Stamp,
): Condition[] {
  const merged = new Map((conditions ?? []).map(condition => [condition.type, condition]));
  for (const verdict of verdicts) {
    const before = merged.get(verdict.type);
    const kept = before?.status === verdict.status ? before.lastTransitionTime : undefined;
    merged.set(verdict.type, {
      type: verdict.type,
      status: verdict.status,
      reason: verdict.reason,
      message: clip(verdict.message, MESSAGE_LIMIT_CHARACTERS),
      observedGeneration: stamp.generation,
      lastTransitionTime: kept ?? stamp.now,
    });
  }
  return [...merged.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** The condition of that type, if it was ever set. */
export function conditionOf<K extends Kind>(
  conditions: readonly Condition[] | undefined,
  type: ConditionType<K>,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}

/** Whether the condition of that type is True. */
export function isTrue<K extends Kind>(
  conditions: readonly Condition[] | undefined,
  type: ConditionType<K>,
): boolean {
  return conditionOf<K>(conditions, type)?.status === "True";
}
