import type { Plan, PlanState } from "../../api/operation.generated";
import { DIFF_LIMIT_CHARACTERS, MESSAGE_LIMIT_CHARACTERS, PLAN_LIMIT } from "../../defaults";
import type { DrainForecast } from "../drain/forecast";
import type { Obstacle, PodReference } from "../drain/pod";
import { clip } from "../redact";
import { isApplied, type Look } from "./look";

/** What would become of the pods of a Node. */
export interface PodOutlook extends Pick<DrainForecast, "toEvict" | "leaving" | "refused"> {
  /** Pods whose eviction a budget refuses now. */
  readonly blocked: readonly Obstacle[];
}

/** Where nobody has to leave. */
export const NOBODY_MOVES: PodOutlook = { toEvict: [], leaving: [], refused: [], blocked: [] };

/** Everything that a plan tells, within the bounds of a status: the last item says how many more there are. */
export function planItems(look: Look, pods: PodOutlook): readonly Plan[] {
  const items = [...serverItems(look), ...podItems(pods)];
  if (items.length <= PLAN_LIMIT) {
    return items;
  }
  const told = items.slice(0, PLAN_LIMIT - 1);
  const more = items.length - told.length;
  return [...told, { kind: "More", name: "more", message: `and ${more} more` }];
}

function serverItems({ steps, files, packages, removals }: Look): readonly Plan[] {
  return [
    ...steps.map(
      ({ step, state, message }): Plan => ({
        kind: "Step",
        name: clip(step, MESSAGE_LIMIT_CHARACTERS),
        state,
        ...messageField(message),
      }),
    ),
    ...files.map(
      ({ path, diff }): Plan => ({
        kind: "File",
        name: clip(path, MESSAGE_LIMIT_CHARACTERS),
        diff: clip(diff, DIFF_LIMIT_CHARACTERS),
      }),
    ),
    ...packages.map(
      ({ name, from = "", to = "" }): Plan => ({
        kind: "Package",
        name: clip(name, MESSAGE_LIMIT_CHARACTERS),
        ...(from === "" ? {} : { from: clip(from, MESSAGE_LIMIT_CHARACTERS) }),
        ...(to === "" ? {} : { to: clip(to, MESSAGE_LIMIT_CHARACTERS) }),
      }),
    ),
    ...removals.map(
      ({ kind, count, what }): Plan => ({
        kind: "Removal",
        name: clip(kind, MESSAGE_LIMIT_CHARACTERS),
        message: clip(`${count}: ${what.split("\n").join(", ")}`, MESSAGE_LIMIT_CHARACTERS),
      }),
    ),
  ];
}

function podItems({ toEvict, leaving, refused, blocked }: PodOutlook): readonly Plan[] {
  return [
    ...refused.map(({ pod, message }) => podItem(pod, "Refused", message)),
    ...blocked.map(
      ({ pod, message }): Plan => ({
        ...podItem(pod, "Blocked", message),
        kind: "Budget",
      }),
    ),
    ...toEvict.map(pod => podItem(pod, "Moves")),
    ...leaving.map(pod => podItem(pod, "Leaving")),
  ];
}

function podItem({ namespace, name }: PodReference, state: PlanState, message?: string): Plan {
  return {
    kind: "Pod",
    name: `${namespace}/${name}`,
    state,
    ...messageField(message),
  };
}

function messageField(message = ""): Pick<Plan, "message"> {
  return message === "" ? {} : { message: clip(message, MESSAGE_LIMIT_CHARACTERS) };
}

/** "3 of 11 steps would be applied, 4 pods would move, 1 is kept by its budget". */
export function planSummary({ steps }: Look, { toEvict, refused, blocked }: PodOutlook): string {
  const applied = steps.filter(isApplied).length;
  const words = [`${applied} of ${steps.length} steps would be applied`];
  if (toEvict.length > 0) {
    words.push(`${toEvict.length} ${toEvict.length === 1 ? "pod" : "pods"} would move`);
  }
  if (blocked.length > 0) {
    words.push(`${blocked.length} ${blocked.length === 1 ? "is" : "are"} kept by a budget now`);
  }
  if (refused.length > 0) {
    words.push(`${refused.length} would be lost, so that none is moved`);
  }
  return words.join(", ");
}

/** Names of what is otherwise in one plan than in another one; pods come and go. */
export function changedItems(before: readonly Plan[], after: readonly Plan[]): readonly string[] {
  const known = new Map(before.map(item => [nameOf(item), JSON.stringify(item)]));
  const own = after.filter(isOfServer);
  const fresh = own.filter(item => known.get(nameOf(item)) !== JSON.stringify(item)).map(nameOf);
  const present = new Set(own.map(nameOf));
  const gone = before.filter(item => isOfServer(item) && !present.has(nameOf(item))).map(nameOf);
  return [...fresh, ...gone];
}

function isOfServer({ kind }: Plan): boolean {
  return kind === "Step" || kind === "File" || kind === "Package" || kind === "Removal";
}

function nameOf({ kind, name }: Plan): string {
  return `${kind.toLowerCase()} ${name}`;
}
