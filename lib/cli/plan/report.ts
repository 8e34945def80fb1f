import type { Operation, Plan, Preflight } from "../../api/operation.generated";
import { conditionOf } from "../../domain/conditions";
import { meaningOf, resultOf } from "../logs/narrate";
import { oneLine } from "../text";
import { diffLines } from "./diff";

/** What was found, as one document. */
export function jsonOf(operation: Operation): string {
  const { spec, status = {} } = operation;
  const { message, preflight = [], plan = [], planHash = null } = status;
  const reason = conditionOf<"Operation">(status.conditions, "Complete")?.reason ?? null;
  const { operation: what, serverRef } = spec;
  const head = { schema: "stargate-plan/v1", server: serverRef.name, operation: what };
  const result = resultOf(operation);
  const obstacle = obstacleOf(operation) ?? null;
  const body = { result, reason, message, obstacle, preflight, plan, planHash };
  return JSON.stringify({ ...head, ...body }, undefined, 2);
}

/** What an operation that would not fail would wait for; undefined where nothing is in the way. */
export function obstacleOf({
  status,
}: Operation): { readonly reason: string; readonly message: string } | undefined {
  const drained = conditionOf<"Operation">(status?.conditions, "Drained");
  return drained?.status === "False"
    ? { reason: drained.reason, message: drained.message }
    : undefined;
}

/** What was found, for people: the checks, and for a plan all that would be done. */
export function linesOf(operation: Operation, tells: "preflight" | "plan"): readonly string[] {
  const { preflight = [], plan = [], message = "", planHash } = operation.status ?? {};
  const checks = table(preflight.map(checkRow));
  if (tells === "preflight") {
    const failed = preflight.filter(({ state }) => state === "Failed").length;
    if (resultOf(operation) === "Succeeded") {
      const obstacles = obstacleLines(operation);
      return [...checks, ...(obstacles.length === 0 ? ["nothing is in the way"] : obstacles)];
    }
    return [...checks, failed > 0 ? failedWords(failed) : oneLine(`failed: ${message}`)];
  }
  // Of a look that succeeded only what somebody should look at is told.
  const told = table(preflight.filter(({ state }) => state !== "Passed").map(checkRow));
  return [
    ...told,
    ...table(plan.filter(({ kind }) => kind !== "File").map(itemRow)),
    ...fileLines(plan),
    oneLine(message),
    ...obstacleLines(operation),
    ...(planHash === undefined ? [] : [`plan hash: ${planHash}`]),
  ];
}

function failedWords(count: number): string {
  return count === 1 ? "1 check failed" : `${count} checks failed`;
}

function obstacleLines(operation: Operation): readonly string[] {
  const obstacle = obstacleOf(operation);
  return obstacle === undefined
    ? []
    : [oneLine(`in the way: ${meaningOf(obstacle.reason)} ${obstacle.message}`)];
}

/** Each difference stands alone. */
function fileLines(plan: readonly Plan[]): readonly string[] {
  const files = plan.filter(({ kind }) => kind === "File");
  const lines = files.flatMap(({ diff = "" }) => ["", ...diffLines(diff)]);
  return lines.length === 0 ? [] : [...lines, ""];
}

type Row = readonly [name: string, state: string, words: string];

function checkRow({ name, state, message = "", remedy = "" }: Preflight): Row {
  return [name, state, [message, remedy].filter(text => text !== "").join("; ")];
}

function itemRow({ kind, name, state, from, to, message = "" }: Plan): Row {
  const versions = `${from ?? "not installed"} -> ${to ?? "removed"}`;
  const change = kind === "Package" ? versions : (state ?? "");
  return [`${kind.toLowerCase()} ${name}`, change, message];
}

function table(rows: readonly Row[]): readonly string[] {
  const shown = rows.map(row => row.map(oneLine));
  const widths = [0, 1].map(index => Math.max(0, ...shown.map(row => row[index]?.length ?? 0)));
  return shown.map(([name = "", state = "", words = ""]) =>
    `${name.padEnd(widths[0] ?? 0)}  ${state.padEnd(widths[1] ?? 0)}  ${words}`.trimEnd(),
  );
}
