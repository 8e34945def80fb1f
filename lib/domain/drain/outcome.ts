import type { Drain } from "../../api/provisioning-profile.generated";
import { unreachable } from "../errors";
import type { DrainForecast } from "./forecast";
import type { Obstacle } from "./pod";
import { obstacleWords } from "./words";

/** What keeps a run from getting past its drain. */
export interface DrainObstacle {
  readonly reason: "DrainRefused" | "DrainBlocked";
  readonly message: string;
}

/** What becomes of pods that a budget keeps. */
export function policyWords({ policy, timeoutSeconds }: Required<Drain>): string {
  switch (policy) {
    case "Wait":
      return "a pod that its budget keeps is waited for, however long that takes";
    case "Abort":
      return `the operation ends, with nothing disturbed, if pods are left after ${timeoutSeconds} s`;
    case "ForceAfter":
      return `a pod that its budget still keeps after ${timeoutSeconds} s is deleted`;
    default:
      return unreachable(policy);
  }
}

/** What would keep a run from getting past its drain, as things are now; undefined where nothing would for good. */
export function drainObstacle(
  { refused }: Pick<DrainForecast, "refused">,
  blocked: readonly Obstacle[],
  policy: Required<Drain>,
): DrainObstacle | undefined {
  if (refused.length > 0) {
    return { reason: "DrainRefused", message: obstacleWords(refused) };
  }
  return blocked.length === 0 || policy.policy === "ForceAfter"
    ? undefined
    : { reason: "DrainBlocked", message: `${obstacleWords(blocked)}; ${policyWords(policy)}` };
}
