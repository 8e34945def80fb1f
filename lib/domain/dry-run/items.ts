import type { Plan, PlanState } from "../../api/operation.generated";
import type { Drain } from "../../api/provisioning-profile.generated";
import { DIFF_LIMIT_CHARACTERS, MESSAGE_LIMIT_CHARACTERS, PLAN_LIMIT } from "../../defaults";
import type { DrainForecast } from "../drain/forecast";
import { type Departure, departureOf } from "../drain/fate";
import { policyWords } from "../drain/outcome";
import type { Obstacle, PodReference, PodView } from "../drain/pod";
import { clip } from "../redact";
import { isApplied, type Look } from "./look";

/** What would become of the pods of a Node. */
export interface PodOutlook extends DrainForecast {
  /** How the Node would be drained; undefined where it would not be. */
  readonly drain: Required<Drain> | undefined;
  /** Pods whose eviction a budget refuses now. */
  readonly blocked: readonly Obstacle[];
}

/** Where nobody has to leave. */
export const NOBODY_MOVES: PodOutlook = {
  drain: undefined,
  toEvict: [],
  leaving: [],
  refused: [],
  blocked: [],
};

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

function podItems({ drain, toEvict, leaving, refused, blocked }: PodOutlook): readonly Plan[] {
  return [
    ...(drain === undefined ? [] : [drainItem(drain)]),
    ...refused.map(({ pod, message }) => podItem(pod, "Refused", message)),
    ...blocked.map(
      ({ pod, message }): Plan => ({
        ...podItem(pod, "Blocked", message),
        kind: "Budget",
      }),
    ),
    ...toEvict.map(departureItem),
    ...leaving.map(pod => podItem(pod, "Leaving")),
  ];
}

function drainItem(drain: Required<Drain>): Plan {
  return { kind: "Drain", name: drain.policy, message: policyWords(drain) };
}

function departureItem(pod: PodView): Plan {
  const departure = departureOf(pod);
  return podItem(pod, departure.kind, departure.kind === "Lost" ? departure.message : undefined);
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

/** "3 of 11 steps would be applied, 4 pods would move, 1 would be lost or lose data, 1 is kept by a budget now". */
export function planSummary({ steps }: Look, { toEvict, refused, blocked }: PodOutlook): string {
  const applied = steps.filter(isApplied).length;
  const words = `${applied} of ${steps.length} steps would be applied`;
  if (refused.length > 0) {
    return `${words}; no pod is moved while ${countOf(refused.length)} would be lost or lose data`;
  }
  const kinds = toEvict.map(pod => departureOf(pod).kind);
  const count = (kind: Departure["kind"]): number => kinds.filter(each => each === kind).length;
  const told = [
    [count("Moves"), "would move", "would move"],
    [count("Lost"), "would be lost or lose data", "would be lost or lose data"],
    [count("Finished"), "is finished and would go", "are finished and would go"],
    [blocked.length, "is kept by a budget now", "are kept by a budget now"],
  ] as const;
  const pods = told.filter(([number]) => number > 0);
  return [
    words,
    ...pods.map(([number, one, several], index) => {
      const subject = index === 0 ? countOf(number) : String(number);
      return `${subject} ${number === 1 ? one : several}`;
    }),
  ].join(", ");
}

function countOf(pods: number): string {
  return pods === 1 ? "1 pod" : `${pods} pods`;
}

/** What is otherwise in one plan than in another one, with the states of steps; pods come and go. */
export function changedItems(before: readonly Plan[], after: readonly Plan[]): readonly string[] {
  const known = new Map(before.map(item => [nameOf(item), item]));
  const own = after.filter(isOfServer);
  const present = new Set(own.map(nameOf));
  const gone = before.filter(item => isOfServer(item) && !present.has(nameOf(item)));
  return [
    ...own.flatMap(item => changeWords(known.get(nameOf(item)), item)),
    ...gone.map(item => `${nameOf(item)} (there no longer)`),
  ];
}

/** What of an item counts: messages have numbers of what comes and goes in them. */
const COMPARED = ["state", "from", "to", "diff"] as const;

function changeWords(before: Plan | undefined, after: Plan): readonly string[] {
  if (before !== undefined && COMPARED.every(field => before[field] === after[field])) {
    return [];
  }
  const was = before === undefined ? "was not there" : `was ${before.state ?? ""}`;
  return [after.state === undefined ? nameOf(after) : `${nameOf(after)} (${after.state}, ${was})`];
}

function isOfServer({ kind }: Plan): boolean {
  return kind === "Step" || kind === "File" || kind === "Package" || kind === "Removal";
}

function nameOf({ kind, name }: Plan): string {
  return `${kind.toLowerCase()} ${name}`;
}
