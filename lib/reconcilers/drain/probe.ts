import pLimit from "p-limit";
import { CONCURRENT_EVICTIONS } from "../../defaults";
import { Conflict, StargateError } from "../../domain/errors";
import type { Obstacle, PodView } from "../../domain/drain/pod";
import type { Pods } from "../../ports/pods";

/** The pods that nobody could evict now, and why. Each is asked for alone: two that a budget lets go one by one are none. */
export async function blockedPods(
  pods: Pick<Pods, "probe">,
  candidates: readonly PodView[],
): Promise<readonly Obstacle[]> {
  const limit = pLimit(CONCURRENT_EVICTIONS);
  const answers = await Promise.all(candidates.map(pod => limit(() => obstacleOf(pods, pod))));
  return answers.filter(answer => answer !== undefined);
}

async function obstacleOf(pods: Pick<Pods, "probe">, pod: PodView): Promise<Obstacle | undefined> {
  try {
    const answer = await pods.probe(pod);
    return answer.kind === "Blocked" ? { pod, message: answer.message } : undefined;
  } catch (error: unknown) {
    if (error instanceof Conflict) {
      return undefined; // it is gone, and another one has its name
    }
    if (!(error instanceof StargateError)) {
      throw error;
    }
    return { pod, message: error.message };
  }
}
