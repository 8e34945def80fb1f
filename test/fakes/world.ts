import type { Operation } from "../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../lib/api/provisioning-profile.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";
import { CommandError } from "../../lib/cli/errors";
import type { Connection, ConnectionOptions, TerminalSize, World } from "../../lib/cli/world";
import { type Key, keyOf } from "../../lib/domain/key";
import { FakeClock } from "./clock";
import { FakeObjects } from "./objects";
import { FakeWatch } from "./watch";

/** A terminal or a pipe, and a cluster, for the command line. */
export class FakeWorld implements World {
  readonly clock = new FakeClock();
  readonly servers = new FakeWatch<Server>();
  readonly operations = new FakeWatch<Operation>();
  readonly routers = new FakeWatch<Router>();
  readonly profiles = new FakeObjects<ProvisioningProfile>();
  /** Names of the Operations that were made, in order. */
  readonly made: string[] = [];
  /** Names of the Operations that were deleted, in order. */
  readonly deleted: string[] = [];
  /** What the next creation of an Operation rejects with. */
  refusal: Error | undefined;
  /** What the user's interrupt calls. */
  interrupt: (() => void) | undefined;
  terminal: World["terminal"];
  confirm: World["confirm"];
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

  readonly onInterrupt = (callback: () => void): (() => void) => {
    this.interrupt = callback;
    return () => (this.interrupt = undefined);
  };

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
    const { servers, operations, routers, profiles } = this;
    const close = (): Promise<void> => {
      this.isClosed = true;
      return Promise.resolve();
    };
    const namespace = options.namespace ?? "dc1";
    const newOperations = {
      create: (operation: Operation): Promise<Operation | undefined> => this.create(operation),
      delete: (key: Key): Promise<void> => this.delete(key),
    };
    return { namespace, servers, operations, routers, profiles, newOperations, close };
  };

  /** How an Operation is deleted. */
  delete = ({ name }: Key): Promise<void> => {
    this.deleted.push(name);
    return Promise.resolve();
  };

  /** How an Operation is made. */
  create = (operation: Operation): Promise<Operation | undefined> => {
    const { refusal } = this;
    if (refusal !== undefined) {
      this.refusal = undefined;
      return Promise.reject(refusal);
    }
    if (this.operations.at(keyOf(operation)) !== undefined) {
      return Promise.resolve(undefined);
    }
    const { name } = keyOf(operation);
    this.made.push(name);
    const creationTimestamp = new Date(this.clock.now()).toISOString() as unknown as Date;
    const metadata = { ...operation.metadata, uid: `uid-${name}`, creationTimestamp };
    const made = { ...operation, metadata };
    this.operations.put(made);
    return Promise.resolve(made);
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
