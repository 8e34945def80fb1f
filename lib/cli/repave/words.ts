import type { Server } from "../../api/server.generated";
import { conditionOf } from "../../domain/conditions";
import { keyOf } from "../../domain/key";
import type { Member } from "../../domain/rollout/next";
import { between, formatDuration } from "../duration";
import { meaningOf } from "../logs/narrate";
import { plain } from "../paint";
import { type Column, table } from "../status/table";
import { oneLine } from "../text";
import { pauseWords, type RolloutEnd, type TargetProgress } from "./progress";
import type { Rollout } from "./rollout";

const STATE_WORDS: Readonly<Record<Member["state"], string>> = {
  Pending: "to do",
  AtWork: "at work",
  Succeeded: "done",
  Failed: "failed",
};

const PLAN_COLUMNS: readonly Column<{
  readonly namespace: string;
  readonly index: number;
  readonly progress: TargetProgress;
}>[] = [
  { title: "ORDER", of: ({ index }) => String(index + 1) },
  { title: "SERVER", of: ({ progress }) => progress.target.name },
  { title: "STATE", of: ({ progress }) => progress.server?.status?.state ?? null },
  { title: "FROM", of: ({ progress }) => versionOf(progress.server) ?? null },
  { title: "TO", of: ({ progress }) => oneLine(progress.target.profile.spec.kubernetesVersion) },
  { title: "PROFILE", of: ({ progress }) => keyOf(progress.target.profile).name },
  { title: "ROLLOUT", of: ({ progress }) => STATE_WORDS[progress.state] },
];

/** "succeeded after 24s: …", or "failed after 2s: REASON: what that means; the message, with its remedy". */
export function resultWords({ operation, loss, state }: TargetProgress): string {
  const { startTime, completionTime, conditions, message = "" } = operation?.status ?? {};
  const tookMs = between(startTime, completionTime);
  const after = tookMs === undefined ? "" : ` after ${formatDuration(tookMs)}`;
  if (state === "Succeeded") {
    return oneLine(`succeeded${after}: ${message}`);
  }
  if (loss !== undefined) {
    return oneLine(`failed: ${loss}`);
  }
  const reason = conditionOf<"Operation">(conditions, "Failed")?.reason ?? "";
  return oneLine(`failed${after}: ${meaningOf(reason)} ${message}`);
}

/** "1.33", the minor version that the Server's Node has; undefined while it is none. */
export function versionOf(server: Server | undefined): string | undefined {
  const os = server?.status?.os;
  return os === undefined ? undefined : oneLine(os).replace(/^k8s-/, "");
}

/** What is going to be done, in which order, as lines. */
export function planLines(
  { name, namespace, rules }: Rollout,
  ordered: readonly TargetProgress[],
): readonly string[] {
  const canaries = rules.canary === 0 ? "" : `, the first ${rules.canary} alone`;
  const title = `rollout ${name}: repave of ${countOf(ordered.length)} in namespace ${namespace}, at most ${rules.limit} unavailable${canaries}`;
  const entries = ordered.map((progress, index) => ({ namespace, index, progress }));
  const look = { wide: false, namespaces: false, columns: undefined, paint: plain };
  return [title, ...table(PLAN_COLUMNS, entries, look), ...ordered.flatMap(pauseLines)];
}

/** What is paused is passed over, and waited for at the end. */
function pauseLines({ target: { name }, server, state }: TargetProgress): readonly string[] {
  const pause = state === "Pending" ? pauseWords(server) : undefined;
  return pause === undefined ? [] : [`${name} is waited for: ${pause}`];
}

/** How it ended, and how to go on, as lines. */
export function endLines(rollout: Rollout, { progress, kept }: RolloutEnd): readonly string[] {
  const count = (state: Member["state"]): number =>
    progress.filter(each => each.state === state).length;
  const counts = [
    `${count("Succeeded")} of ${progress.length} succeeded`,
    ...(count("Failed") > 0 ? [`${count("Failed")} failed`] : []),
    ...(count("AtWork") > 0 ? [`${count("AtWork")} at work, going on in the cluster`] : []),
    ...(count("Pending") > 0 ? [`${count("Pending")} not started`] : []),
  ];
  const failed = progress.filter(({ state }) => state === "Failed");
  return [
    `rollout ${rollout.name}: ${counts.join(", ")}`,
    ...failed.map(each => `  server ${each.target.name}: ${resultWords(each)}`),
    ...(kept.length === 0
      ? []
      : [
          `  not started, as more than ${rollout.rules.limit} would be unavailable: ${kept.join(", ")}`,
        ]),
    ...(count("Succeeded") === progress.length
      ? []
      : [
          `the same command goes on with it (or --name ${rollout.name}): it leaves out what has succeeded, and tries again what failed`,
        ]),
  ];
}

function countOf(servers: number): string {
  return servers === 1 ? "1 server" : `${servers} servers`;
}
