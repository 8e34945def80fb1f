import pLimit from "p-limit";
import { CONCURRENT_EVICTIONS } from "../../defaults";
import { Conflict, StargateError } from "../../domain/errors";
import type { DrainRules } from "../../domain/drain/fate";
import { type DrainForecast, forecastDrain, isDrained } from "../../domain/drain/forecast";
import type { Cordons } from "../../ports/cordons";
import type { NodeView } from "../../ports/nodes";
import type { Obstacle, PodView } from "../../domain/drain/pod";
import type { Pods } from "../../ports/pods";

/** What draining reaches out to. */
export interface DrainPorts {
  readonly cordons: Cordons;
  readonly pods: Pods;
}

/** Which Node is to be empty, in whose name, and what may be lost. */
export interface DrainRequest {
  /** It must have been proven to be the one that is meant. */
  readonly node: NodeView;
  readonly operationUid: string;
  readonly rules: DrainRules;
  /** Whether pods go whatever their PodDisruptionBudgets say. Data and pods that nothing makes again are kept even so. */
  readonly isForced: boolean;
  readonly nowMs: number;
}

/** How far it is. */
export type DrainState =
  | { readonly kind: "Drained" }
  /** Pods are on their way; `blocked` are those that a budget keeps for now. */
  | {
      readonly kind: "Draining";
      readonly leaving: readonly PodView[];
      readonly blocked: readonly Obstacle[];
    }
  /** Something would be lost that nobody allowed: nothing was done. */
  | { readonly kind: "Refused"; readonly refused: readonly Obstacle[] };

/**
 * One pass of draining a Node: cordons it, and asks each pod to go that has to. Safe to repeat at any point.
 *
 * As with `kubectl drain` nothing is touched while anything would be lost that the rules keep.
 */
export async function drainNode(ports: DrainPorts, request: DrainRequest): Promise<DrainState> {
  const { node, operationUid, isForced } = request;
  const forecast = await forecastOf(ports, request);
  if (forecast.refused.length > 0) {
    return { kind: "Refused", refused: forecast.refused };
  }
  if (!node.isCordoned) {
    await ports.cordons.cordon(node, operationUid);
  }
  if (isDrained(forecast) && node.isCordoned) {
    return { kind: "Drained" };
  }
  const limit = pLimit(CONCURRENT_EVICTIONS);
  const answers = await Promise.all(
    forecast.toEvict.map(pod => limit(() => send(ports.pods, pod, isForced))),
  );
  const blocked = answers.filter(answer => answer !== undefined);
  const asked = forecast.toEvict.filter((_, index) => answers[index] === undefined);
  return { kind: "Draining", leaving: [...forecast.leaving, ...asked], blocked };
}

/** What draining the Node comes to, as its pods are now. Nobody is asked to go. */
export async function forecastOf(
  { pods }: Pick<DrainPorts, "pods">,
  { node, rules, nowMs }: Pick<DrainRequest, "node" | "rules" | "nowMs">,
): Promise<DrainForecast> {
  const found = await pods.on(node.name);
  // A kubelet that is not well may end no pod any more: nobody waits for one whose grace is over.
  return forecastDrain(node.ready ? found : found.filter(pod => !isOverdue(pod, nowMs)), rules);
}

/** Asks the pod to go; what is in its way, if anything is. Only what a budget keeps is ever forced. */
async function send(pods: Pods, pod: PodView, isForced: boolean): Promise<Obstacle | undefined> {
  try {
    const answer = await pods.evict(pod);
    if (answer.kind === "Accepted") {
      return undefined;
    }
    if (isForced) {
      await pods.delete(pod);
      return undefined;
    }
    return { pod, message: answer.message };
  } catch (error: unknown) {
    if (error instanceof Conflict) {
      return undefined; // another pod has its name by now: the next pass sees where that one is
    }
    if (!(error instanceof StargateError)) {
      throw error;
    }
    // One pod that cannot be evicted, as by a webhook, must not hold up the others, nor the time of all.
    return { pod, message: error.message };
  }
}

/** Whether its grace is over, and it is still there. */
function isOverdue({ deletionTime }: PodView, nowMs: number): boolean {
  return deletionTime !== undefined && Date.parse(deletionTime) <= nowMs;
}

/** Lets pods onto the Node again, if an operation kept them off. What a person cordoned stays so. */
export async function uncordonNode(
  { cordons }: Pick<DrainPorts, "cordons">,
  node: Pick<NodeView, "name" | "uid" | "cordonedBy">,
): Promise<void> {
  if (node.cordonedBy !== undefined) {
    await cordons.uncordon(node);
  }
}
