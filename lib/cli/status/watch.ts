import type { Selection, StargateObject } from "../../ports/objects";
import type { Watch } from "../../ports/watch";
import type { Connection, World } from "../world";
import { changesBetween } from "./changes";
import { type Fleet, keepUp, type ObjectsByKey } from "./fleet";
import { reportOn, type StatusReport } from "./report";
import { fit, type Look, renderReport } from "./table";

/** Changes that come within this time are shown together. */
const QUIET_MS = 100;

/** Durations on a terminal go on by themselves. */
const TICK_MS = 1_000;

/** How a status is shown while it changes. */
interface WatchRequest {
  readonly selection: Selection;
  readonly look: Look;
  readonly output: "table" | "wide" | "json";
}

/** Shows one report after the other; each in the place of the last on a terminal, else what is new in it. */
interface Show {
  readonly next: (report: StatusReport) => void;
  /** Milliseconds after which to show again though nothing happened. */
  readonly everyMs: number | undefined;
}

/** Shows the fleet and every change of it, until the signal aborts. */
export async function watchStatus(
  world: World,
  connection: Connection,
  request: WatchRequest,
  signal: AbortSignal,
): Promise<void> {
  const fleet: { -readonly [K in keyof Fleet]?: Fleet[K] } = {};
  const show = showFor(world, request);
  const due = new Due(world, () => {
    const { servers, operations, routers } = fleet;
    // Nothing is shown before everything is known.
    if (servers !== undefined && operations !== undefined && routers !== undefined) {
      show.next(reportOn({ servers, operations, routers }, world.clock.now()));
      if (show.everyMs !== undefined) {
        due.within(show.everyMs);
      }
    }
  });
  // One of them failing ends them all.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const keep = async <T extends StargateObject>(
    watch: Watch<T>,
    put: (objects: ObjectsByKey<T>) => void,
  ): Promise<void> => {
    await keepUp(watch, { selection: request.selection, signal: either }, objects => {
      put(objects);
      due.within(QUIET_MS);
    });
  };
  try {
    await Promise.all([
      keep(connection.servers, objects => (fleet.servers = objects)),
      keep(connection.operations, objects => (fleet.operations = objects)),
      keep(connection.routers, objects => (fleet.routers = objects)),
    ]);
  } finally {
    failed.abort();
    due.cancel();
  }
}

/** One call in the near future, however often it is asked for. */
class Due {
  readonly #world: World;
  readonly #call: () => void;
  #next: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(world: World, call: () => void) {
    this.#world = world;
    this.#call = call;
  }

  within(delayMs: number): void {
    const { clock } = this.#world;
    const atMs = clock.now() + delayMs;
    if (this.#next !== undefined && this.#next.atMs <= atMs) {
      return;
    }
    this.cancel();
    const cancel = clock.schedule(delayMs, () => {
      this.#next = undefined;
      this.#call();
    });
    this.#next = { atMs, cancel };
  }

  cancel(): void {
    this.#next?.cancel();
    this.#next = undefined;
  }
}

function showFor(world: World, { look, output }: WatchRequest): Show {
  if (output === "json") {
    return { next: jsonLines(world), everyMs: undefined };
  }
  const { terminal } = world;
  if (terminal === undefined) {
    return { next: plainLines(world, look), everyMs: undefined };
  }
  return {
    next: report => {
      const { columns, rows } = terminal.size();
      terminal.screen.draw(fit(renderReport(report, { ...look, columns }), rows));
    },
    everyMs: TICK_MS,
  };
}

/** One document a line, whenever something is new. */
function jsonLines(world: World): Show["next"] {
  let told: string | undefined;
  return report => {
    const news = JSON.stringify(report, (name, value: unknown) =>
      name === "durationSeconds" ? undefined : value,
    );
    if (news !== told) {
      world.print(`${JSON.stringify(report)}\n`);
      told = news;
    }
  };
}

/** The tables once, then a line for each change. */
function plainLines(world: World, look: Look): Show["next"] {
  let told: StatusReport | undefined;
  return report => {
    const now = new Date(world.clock.now()).toISOString();
    const lines =
      told === undefined
        ? renderReport(report, look)
        : changesBetween(told, report).map(line => `${now} ${line}`);
    told = report;
    if (lines.length > 0) {
      world.print(`${lines.join("\n")}\n`);
    }
  };
}
