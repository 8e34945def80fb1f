import type { Operation } from "../../lib/api/operation.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";
import { CommandError } from "../../lib/cli/errors";
import type { Connection, ConnectionOptions, TerminalSize, World } from "../../lib/cli/world";
import { FakeClock } from "./clock";
import { FakeWatch } from "./watch";

/** A terminal or a pipe, and a cluster, for the command line. */
export class FakeWorld implements World {
  readonly clock = new FakeClock();
  readonly servers = new FakeWatch<Server>();
  readonly operations = new FakeWatch<Operation>();
  readonly routers = new FakeWatch<Router>();
  terminal: World["terminal"];
  wantsColour = false;
  /** What went to stdout, and to stderr. */
  out = "";
  err = "";
  /** What was drawn on the terminal, newest last. */
  readonly drawn: string[] = [];
  /** Texts of files, by name; - is standard input. */
  readonly files = new Map<string, string>();
  /** Options of every connection. */
  readonly connections: ConnectionOptions[] = [];
  isClosed = false;

  readonly print = (text: string): void => {
    this.out += text;
  };

  readonly note = (text: string): void => {
    this.err += text;
  };

  readonly read = (file: string): Promise<string> => {
    const text = this.files.get(file);
    return text === undefined
      ? Promise.reject(new CommandError(`${file} cannot be read: ENOENT`))
      : Promise.resolve(text);
  };

  readonly connect = (options: ConnectionOptions): Connection => {
    this.connections.push(options);
    const { servers, operations, routers } = this;
    const close = (): Promise<void> => {
      this.isClosed = true;
      return Promise.resolve();
    };
    return { namespace: options.namespace ?? "dc1", servers, operations, routers, close };
  };

  /** Makes stdout a terminal. */
  withTerminal(size: TerminalSize = { columns: 80, rows: 24 }): this {
    const draw = (lines: readonly string[]): void => {
      this.drawn.push(lines.join("\n"));
    };
    this.terminal = { size: () => size, screen: { draw } };
    return this;
  }

  /** Lines on stdout. */
  get lines(): readonly string[] {
    return this.out.split("\n").filter(line => line !== "");
  }
}
