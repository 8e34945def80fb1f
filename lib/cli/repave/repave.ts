import { inOrder } from "../../domain/rollout/next";
import { EXIT, type ExitCode, UsageError } from "../errors";
import { readAll } from "../status/fleet";
import type { Connection, World } from "../world";
import { conduct } from "./conduct";
import type { RepaveOptions } from "./options";
import {
  membersOf,
  progressOf,
  type RolloutEnd,
  type RolloutView,
  type TargetProgress,
  undone,
} from "./progress";
import { reportOf, type RolloutResult } from "./report";
import { planRollout, type Rollout } from "./rollout";
import { parseSelection, selectServers } from "./selection";
import { endLines, planLines } from "./words";

const EXIT_CODES: Readonly<Record<RolloutResult, ExitCode>> = {
  Planned: EXIT.success,
  Succeeded: EXIT.success,
  Failed: EXIT.failure,
  Interrupted: EXIT.interrupted,
  TimedOut: EXIT.timeout,
};

/**
 * Repaves the selected Servers, some at a time, by an Operation for each. What was done stays in the cluster: the same
 * request goes on where an earlier one ended.
 */
export async function repave(
  world: World,
  connection: Connection,
  request: { readonly targets: readonly string[]; readonly options: RepaveOptions },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { targets, options } = request;
  const selection = parseSelection(targets, options);
  const servers = await selectServers(connection, selection, signal);
  const rollout = await planRollout(connection, servers, { selection, options });
  const within = { namespace: rollout.namespace };
  const view = {
    servers: await readAll(connection.servers, within, signal),
    operations: await readAll(connection.operations, within, signal),
  };
  const ordered = inPlannedOrder(rollout, view);
  if (options.dryRun !== undefined) {
    return finish(world, request, { rollout, progress: ordered, result: "Planned" });
  }
  tell(world, planLines(rollout, ordered));
  if (!(await isConfirmed(world, ordered, options))) {
    world.note("nothing was started\n");
    return EXIT.failure;
  }
  const end = await conduct(world, connection, { rollout, view }, signal);
  tell(world, endLines(rollout, end));
  const result = signal.aborted ? "TimedOut" : resultOf(end);
  return finish(world, request, { rollout, progress: end.progress, result });
}

function inPlannedOrder(rollout: Rollout, view: RolloutView): readonly TargetProgress[] {
  const progress = progressOf(rollout, view, { again: undone(view), lost: new Map() });
  const order = inOrder(membersOf(progress, view)).map(({ name }) => name);
  return progress.toSorted((a, b) => order.indexOf(a.target.name) - order.indexOf(b.target.name));
}

/** Whoever disturbs several servers has seen which. One alone is named by the command itself. */
async function isConfirmed(
  { confirm }: World,
  ordered: readonly TargetProgress[],
  { yes }: RepaveOptions,
): Promise<boolean> {
  const left = ordered.filter(({ state }) => state !== "Succeeded");
  if (left.length <= 1 || yes === true) {
    return true;
  }
  if (confirm === undefined) {
    throw new UsageError(
      `repaving ${left.length} servers is to be confirmed, and there is no terminal to ask on`,
      "write --yes, after --dry-run=client has shown what would be done",
    );
  }
  return await confirm(`Repave ${left.length} servers?`);
}

function resultOf({ progress, isInterrupted }: RolloutEnd): RolloutResult {
  if (progress.every(({ state }) => state === "Succeeded")) {
    return "Succeeded";
  }
  return isInterrupted && !progress.some(({ state }) => state === "Failed")
    ? "Interrupted"
    : "Failed";
}

function finish(
  world: World,
  { options }: { readonly options: RepaveOptions },
  end: {
    readonly rollout: Rollout;
    readonly progress: readonly TargetProgress[];
    readonly result: RolloutResult;
  },
): ExitCode {
  const { rollout, progress, result } = end;
  if (options.output === "json") {
    world.print(`${JSON.stringify(reportOf(rollout, progress, result), undefined, 2)}\n`);
  } else if (result === "Planned") {
    world.print(`${planLines(rollout, progress).join("\n")}\n`);
  }
  return EXIT_CODES[result];
}

function tell(world: World, lines: readonly string[]): void {
  world.note(`${lines.join("\n")}\n`);
}
