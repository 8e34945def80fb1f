import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { keyOf } from "../../domain/key";
import { changesBetween } from "../status/changes";
import type { ObjectsByKey } from "../status/fleet";
import { reportOn, type StatusReport } from "../status/report";
import { oneLine } from "../text";
import type { World } from "../world";
import type { RolloutView, TargetProgress } from "./progress";
import type { Rollout } from "./rollout";
import { resultWords } from "./words";

/** A rollout at one moment. */
interface Look {
  readonly view: RolloutView;
  readonly progress: readonly TargetProgress[];
}

/** What is told of a rollout: one line for each change, on stderr. */
export class Telling {
  readonly #world: World;
  readonly #names: ReadonlySet<string>;
  #report: StatusReport;
  #states: ReadonlyMap<string, string>;
  #waiting = "";

  /** `first`: how it stood when the plan was shown. */
  constructor(world: World, rollout: Rollout, first: Look) {
    this.#world = world;
    this.#names = new Set(rollout.targets.map(({ name }) => name));
    this.#report = this.#reportOn(first.view);
    this.#states = statesOf(first.progress);
  }

  /** Tells what happened since the last look. */
  goOn({ view, progress }: Look): void {
    const report = this.#reportOn(view);
    changesBetween(this.#report, report).forEach(line => {
      this.say(line);
    });
    const ended = progress.filter(
      ({ target, state }) =>
        (state === "Succeeded" || state === "Failed") && this.#states.get(target.name) !== state,
    );
    const done = progress.filter(({ state }) => state === "Succeeded").length;
    ended.forEach(each => {
      const counts = `${done} of ${progress.length} succeeded`;
      this.say(`server ${each.target.name}: ${resultWords(each)} (${counts})`);
    });
    this.#report = report;
    this.#states = statesOf(progress);
  }

  /** Tells what is waited for, once. */
  wait(reasons: string): void {
    if (reasons !== this.#waiting && reasons !== "") {
      this.say(`waiting: ${reasons}`);
    }
    this.#waiting = reasons;
  }

  /** What is waited for from now on is news again. */
  waitIsOver(): void {
    this.#waiting = "";
  }

  say(line: string): void {
    this.#world.note(`${oneLine(line)}\n`);
  }

  #reportOn({ servers, operations }: RolloutView): StatusReport {
    const fleet = {
      servers: those<Server>(servers, server => this.#names.has(keyOf(server).name)),
      operations: those<Operation>(operations, ({ spec }) => this.#names.has(spec.serverRef.name)),
      routers: new Map(),
    };
    return reportOn(fleet, this.#world.clock.now());
  }
}

function statesOf(progress: Look["progress"]): ReadonlyMap<string, string> {
  return new Map(progress.map(({ target, state }) => [target.name, state]));
}

function those<T extends Server | Operation>(
  objects: ObjectsByKey<T>,
  isWanted: (object: T) => boolean,
): ObjectsByKey<T> {
  return new Map([...objects].filter(([, object]) => isWanted(object)));
}
