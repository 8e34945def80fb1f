/** A server of a rollout, as far as it decides what is next. */
export interface Member {
  readonly name: string;
  /** RFC 3339: the oldest goes first. */
  readonly created: string;
  /** Whether its Node is Ready, and no operation is at work there. */
  readonly isAvailable: boolean;
  /** How far the rollout is with it. Failed is what failed since it was begun, or begun again. */
  readonly state: "Pending" | "AtWork" | "Succeeded" | "Failed";
  /** Why nothing can be started on it for now; undefined where nothing stands in the way. */
  readonly hold: string | undefined;
}

/** How a rollout goes on. */
export interface RolloutRules {
  /** Servers that may be unavailable, whatever made them so. At least 1. */
  readonly limit: number;
  /** So many have to succeed before any other begins. */
  readonly canary: number;
  /** Whether it goes on after a failure, but for one among the canaries. */
  readonly continueOnError: boolean;
  /** Whether somebody has asked it to start nothing any more. */
  readonly isInterrupted: boolean;
}

/** What a rollout does next. */
export type NextMove =
  | { readonly kind: "Start"; readonly names: readonly string[] }
  /** Nothing can be started now; each reason says what is waited for. */
  | { readonly kind: "Wait"; readonly reasons: readonly string[] }
  /** Nothing is at work, and nothing will be started. `kept`: the servers that the limit keeps from being started. */
  | { readonly kind: "End"; readonly kept: readonly string[] };

/**
 * The servers to start now, if there are any.
 *
 * A server that is unavailable already goes first: repaving it takes nothing away, and may bring it back. It counts,
 * though, and so does each that is at work: an available one is started only where the limit holds with it.
 */
export function nextMove(members: readonly Member[], rules: RolloutRules): NextMove {
  const names = isStopped(members, rules) ? [] : startable(members, rules);
  if (names.length > 0) {
    return { kind: "Start", names };
  }
  if (members.some(({ state }) => state === "AtWork")) {
    return { kind: "Wait", reasons: [] };
  }
  const pending = inOrder(members.filter(({ state }) => state === "Pending"));
  if (pending.length === 0 || isStopped(members, rules)) {
    return { kind: "End", kept: [] };
  }
  const held = pending.flatMap(({ name, hold }) =>
    hold === undefined ? [] : [`${name}: ${hold}`],
  );
  const reasons = [...held, ...limitReasons(members, rules)];
  return isFinal(members) ? { kind: "End", kept: namesOf(pending) } : { kind: "Wait", reasons };
}

/** The members in the order in which they begin: the unavailable ones, then the oldest, then by name. */
export function inOrder(members: readonly Member[]): readonly Member[] {
  return members.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

function rankOf({ isAvailable, created, name }: Member): string {
  return `${isAvailable ? 1 : 0} ${created} ${name}`;
}

function isStopped(members: readonly Member[], rules: RolloutRules): boolean {
  const hasFailed = members.some(({ state }) => state === "Failed");
  return (
    rules.isInterrupted || (hasFailed && !(rules.continueOnError && hasCanaries(members, rules)))
  );
}

function hasCanaries(members: readonly Member[], { canary }: RolloutRules): boolean {
  return countOf(members, "Succeeded") >= canary;
}

function startable(members: readonly Member[], rules: RolloutRules): readonly string[] {
  const atWork = countOf(members, "AtWork");
  const unavailable = members.filter(({ isAvailable }) => !isAvailable).length;
  const canariesLeft = hasCanaries(members, rules)
    ? Infinity
    : rules.canary - countOf(members, "Succeeded") - atWork;
  const places = Math.min(canariesLeft, rules.limit - atWork);
  const free = inOrder(members.filter(isFree));
  const broken = free.filter(({ isAvailable }) => !isAvailable).slice(0, Math.max(0, places));
  const room = Math.min(places - broken.length, rules.limit - unavailable);
  const whole = free.filter(({ isAvailable }) => isAvailable).slice(0, Math.max(0, room));
  return namesOf([...broken, ...whole]);
}

function isFree({ state, hold }: Member): boolean {
  return state === "Pending" && hold === undefined;
}

function isHeld({ state, hold }: Member): boolean {
  return state === "Pending" && hold !== undefined;
}

/** Whether time brings nothing: nobody is held, and unavailable are only servers whose operation failed. */
function isFinal(members: readonly Member[]): boolean {
  return members.every(
    member => !isHeld(member) && (member.isAvailable || member.state === "Failed"),
  );
}

function limitReasons(members: readonly Member[], { limit }: RolloutRules): readonly string[] {
  const unavailable = namesOf(members.filter(({ isAvailable }) => !isAvailable));
  return members.some(isFree)
    ? [`${unavailable.length} of at most ${limit} are unavailable: ${unavailable.join(", ")}`]
    : [];
}

function countOf(members: readonly Member[], state: Member["state"]): number {
  return members.filter(member => member.state === state).length;
}

function namesOf(members: readonly Member[]): readonly string[] {
  return members.map(({ name }) => name);
}
