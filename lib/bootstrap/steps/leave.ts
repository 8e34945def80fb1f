import type { ResetSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The host is no node, and nothing is left of its having been one. */
export function leave(run: ResetSpec): Step {
  return step("leave", { parameters: parametersOf(run), applySeconds: 300, gate: "drain" });
}

/** Nothing is left on the host of what Stargate set up there. */
export function release(run: ResetSpec): Step {
  // The package lock may be held for a while.
  return step("release", { parameters: parametersOf(run), applySeconds: 180 });
}

/** Who the host must say it is. */
function parametersOf({ server }: ResetSpec): Readonly<Record<string, string>> {
  return { NODE_NAME: server.name, SERVER_NAMESPACE: server.namespace };
}
