import { EXIT, type ExitCode } from "../errors";
import { inColour, plain } from "../paint";
import type { Connection, World } from "../world";
import { type Fleet, readAll } from "./fleet";
import { reportOn } from "./report";
import { type Look, renderReport } from "./table";
import { watchStatus } from "./watch";

/** What `status` is asked for. */
export interface StatusOptions {
  readonly allNamespaces: boolean;
  /** Goes on until it is interrupted. */
  readonly watch: boolean;
  readonly output: "table" | "wide" | "json";
  /** Colours, on a terminal whose user wants them. */
  readonly colour: boolean;
}

/** Shows servers with their latest operations, and routers. */
export async function status(
  world: World,
  connection: Connection,
  options: StatusOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const selection = options.allNamespaces ? {} : { namespace: connection.namespace };
  const look = lookOf(world, options);
  if (options.watch) {
    await watchStatus(world, connection, { selection, look, output: options.output }, signal);
    // Nothing but the time ends it without an error.
    return EXIT.timeout;
  }
  const [servers, operations, routers] = await Promise.all([
    readAll(connection.servers, selection, signal),
    readAll(connection.operations, selection, signal),
    readAll(connection.routers, selection, signal),
  ]);
  print(world, { servers, operations, routers }, { look, options, connection });
  return EXIT.success;
}

function print(
  world: World,
  fleet: Fleet,
  { look, options, connection }: { look: Look; options: StatusOptions; connection: Connection },
): void {
  const report = reportOn(fleet, world.clock.now());
  if (options.output === "json") {
    world.print(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  if (report.servers.length === 0) {
    const where = options.allNamespaces ? "any namespace" : `namespace ${connection.namespace}`;
    world.note(`there is no Server in ${where}\n`);
  }
  world.print(`${renderReport(report, look).join("\n")}\n`);
}

function lookOf({ terminal, wantsColour }: World, options: StatusOptions): Look {
  const wide = options.output === "wide";
  return {
    wide,
    namespaces: options.allNamespaces,
    columns: wide ? undefined : terminal?.size().columns,
    paint: terminal !== undefined && wantsColour && options.colour ? inColour : plain,
  };
}
