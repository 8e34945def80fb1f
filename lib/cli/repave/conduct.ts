import type { Operation } from "../../api/operation.generated";
import { ApiUnavailable, Conflict, InvalidSpec } from "../../domain/errors";
import { formatKey, keyOf } from "../../domain/key";
import { profileVersion } from "../../domain/operation/profile-version";
import { nextMove } from "../../domain/rollout/next";
import { resultOf } from "../logs/narrate";
import { keepUp } from "../status/fleet";
import { oneLine } from "../text";
import type { Connection, World } from "../world";
import {
  doneAgain,
  membersOf,
  progressOf,
  type RolloutEnd,
  type RolloutMemory,
  type RolloutView,
  type TargetProgress,
} from "./progress";
import { attemptOf, operationFor, type Rollout, type RolloutTarget } from "./rollout";
import { Telling } from "./telling";

/** Time after which an order that the API server did not take is given again. Unit: milliseconds. */
const RETRY_MS = 2000;

/** Carries a rollout out, and tells each change of it, until it ends, or the signal aborts. */
export async function conduct(
  world: World,
  connection: Connection,
  plan: { readonly rollout: Rollout; readonly view: RolloutView },
  signal: AbortSignal,
): Promise<RolloutEnd> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const conductor = new Conductor(world, connection, plan);
  const following = { selection: { namespace: plan.rollout.namespace }, signal: either };
  const ignore = world.onInterrupt(() => {
    conductor.interrupt();
  });
  try {
    const [end] = await Promise.all([
      conductor.run(either).finally(() => {
        over.abort();
      }),
      keepUp(connection.servers, following, servers => {
        conductor.see({ servers });
      }),
      keepUp(connection.operations, following, operations => {
        conductor.see({ operations });
      }),
    ]);
    return end;
  } finally {
    over.abort();
    ignore();
  }
}

/** One rollout at work: what is seen of it, what was said, and what it remembers. */
class Conductor {
  readonly #world: World;
  readonly #connection: Connection;
  readonly #rollout: Rollout;
  #view: RolloutView;
  /** Operations that were made, and of which the watch has not told yet. */
  readonly #made = new Map<string, Operation>();
  /** Of what the watches have told nothing yet. What was read before the plan was confirmed may be old. */
  readonly #untold = new Set<keyof RolloutView>(["servers", "operations"]);
  /** Servers on which an Operation was made, or seen at work. */
  readonly #begun = new Set<string>();
  readonly #lost = new Map<string, string>();
  readonly #again: ReadonlySet<string>;
  #isInterrupted = false;
  /** Whether the plan holds no longer. */
  #isOutdated = false;
  #isNew = true;
  #wake: () => void = () => undefined;
  readonly #telling: Telling;

  constructor(
    world: World,
    connection: Connection,
    { rollout, view }: { readonly rollout: Rollout; readonly view: RolloutView },
  ) {
    this.#world = world;
    this.#connection = connection;
    this.#rollout = rollout;
    this.#view = view;
    this.#again = doneAgain(view);
    this.#telling = new Telling(world, rollout, { view, progress: this.#progress() });
  }

  /** Takes in what the watches tell. */
  see(news: Partial<RolloutView>): void {
    this.#view = { ...this.#view, ...news };
    Object.keys(news).forEach(kind => this.#untold.delete(kind as keyof RolloutView));
    for (const key of news.operations?.keys() ?? []) {
      this.#made.delete(key);
    }
    this.#look();
  }

  /** Starts nothing any more. */
  interrupt(): void {
    this.#isInterrupted = true;
    const atWork = this.#progress().filter(({ state }) => state === "AtWork").length;
    this.#telling.say(
      atWork === 0
        ? "interrupted: nothing is started any more"
        : `interrupted: nothing is started any more; following the ${atWork} at work to their end. Interrupt again to leave them: they go on in the cluster`,
    );
    this.#look();
  }

  async run(signal: AbortSignal): Promise<RolloutEnd> {
    signal.addEventListener("abort", () => {
      this.#look();
    });
    for (;;) {
      await this.#news();
      const end = signal.aborted ? this.#end([]) : await this.#step();
      if (end !== undefined) {
        return end;
      }
    }
  }

  /** One look, and what follows from it; how it ended, if it did. */
  async #step(): Promise<RolloutEnd | undefined> {
    if (this.#untold.size > 0) {
      return undefined;
    }
    this.#noteDeletions();
    const progress = this.#progress();
    this.#telling.goOn({ view: this.#known(), progress });
    const isInterrupted = this.#isInterrupted || this.#isOutdated;
    const rules = { ...this.#rollout.rules, isInterrupted };
    const move = nextMove(membersOf(progress, this.#known()), rules);
    switch (move.kind) {
      case "Start":
        await this.#startFirst(progress.filter(({ target }) => target.name === move.names[0]));
        return undefined;
      case "Wait":
        this.#telling.wait(move.reasons.join("; "));
        return undefined;
      case "End":
        return this.#end(move.kept);
    }
  }

  /** One at a time: who else may begin is judged anew once it is at work, or was refused. */
  async #startFirst(chosen: readonly TargetProgress[]): Promise<void> {
    for (const { target, attempts } of chosen) {
      if (!(await this.#isAsPlanned(target)) || this.#isInterrupted) {
        return;
      }
      await this.#start(target, operationFor(this.#rollout, target, attempts + 1));
    }
  }

  /** What is to be done may not change while it is being done: whoever changes the profile begins another rollout. */
  async #isAsPlanned({ profile }: RolloutTarget): Promise<boolean> {
    const current = await this.#tried(() => this.#connection.profiles.get(keyOf(profile)));
    if (current === "again") {
      return false;
    }
    const [now, then] = [current, profile].map(each => each && profileVersion(each));
    if (JSON.stringify(now) === JSON.stringify(then)) {
      return true;
    }
    const words = current === undefined ? "deleted" : "changed";
    this.#telling.say(
      `ProvisioningProfile ${keyOf(profile).name} was ${words} since the rollout was planned: nothing is started any more; the same command begins another rollout`,
    );
    this.#isOutdated = true;
    this.#look();
    return false;
  }

  async #start(target: RolloutTarget, operation: Operation): Promise<void> {
    const { name } = target;
    try {
      const made = await this.#tried(() => this.#connection.newOperations.create(operation));
      if (made === "again") {
        return;
      }
      if (made === undefined) {
        this.#meet(target, operation);
        return;
      }
      this.#made.set(formatKey(keyOf(operation)), made);
      this.#begun.add(name);
      this.#telling.waitIsOver();
      this.#telling.say(`server ${name}: Operation ${keyOf(made).name} created`);
    } catch (error: unknown) {
      if (!(error instanceof InvalidSpec || error instanceof Conflict)) {
        throw error;
      }
      this.#lost.set(name, `its Operation was refused: ${error.message}`);
    }
    this.#look();
  }

  /** There is an Operation of that name: made by the same command elsewhere, by an order that was not answered, or foreign. */
  #meet(target: RolloutTarget, operation: Operation): void {
    const there = this.#view.operations.get(formatKey(keyOf(operation)));
    if (there === undefined) {
      // The watch is about to tell of it.
      this.#lookLater();
      return;
    }
    if (attemptOf(this.#rollout, target, there) === undefined) {
      const why = `Operation ${keyOf(operation).name} is there and not of this rollout; write another --name`;
      this.#lost.set(target.name, why);
    }
    this.#look();
  }

  /** What it resolves to; "again" where the API server does not answer, and a later look is to try it again. */
  async #tried<T>(ask: () => Promise<T>): Promise<T | "again"> {
    try {
      return await ask();
    } catch (error: unknown) {
      if (!(error instanceof ApiUnavailable)) {
        throw error;
      }
      this.#telling.wait(`the API server does not answer: ${oneLine(error.message)}`);
      this.#lookLater();
      return "again";
    }
  }

  /** Everything that is known, by watch or by own doing. */
  #known(): RolloutView {
    const { servers, operations } = this.#view;
    return { servers, operations: new Map([...operations, ...this.#made]) };
  }

  #progress(): readonly TargetProgress[] {
    const memory: RolloutMemory = { again: this.#again, lost: this.#lost };
    return progressOf(this.#rollout, this.#known(), memory);
  }

  /** Nobody begins again what was at work and is gone, or came to something else: somebody meddles with it. */
  #noteDeletions(): void {
    for (const { target, state, operation } of this.#progress()) {
      if (state === "AtWork") {
        this.#begun.add(target.name);
      } else if (state === "Succeeded") {
        this.#begun.delete(target.name);
      } else if (state === "Pending" && this.#begun.has(target.name)) {
        const isOther = operation !== undefined && resultOf(operation) === "Succeeded";
        const why = isOther
          ? "its Operation was carried out with another version of the profile"
          : "its Operation was deleted before it ended";
        this.#lost.set(target.name, why);
      }
    }
  }

  #end(kept: readonly string[]): RolloutEnd {
    return { progress: this.#progress(), kept, isInterrupted: this.#isInterrupted };
  }

  /** Has the next look come at once. */
  #look(): void {
    this.#isNew = true;
    this.#wake();
  }

  #lookLater(): void {
    this.#world.clock.schedule(RETRY_MS, () => {
      this.#look();
    });
  }

  async #news(): Promise<void> {
    if (!this.#isNew) {
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
    this.#isNew = false;
  }
}
