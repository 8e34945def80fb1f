import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import type { Clock } from "../ports/clock";
import type { Objects } from "../ports/objects";
import type { Watch } from "../ports/watch";

/** Which cluster, and which namespace of it. */
export interface ConnectionOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** A cluster, as the commands see it. */
export interface Connection {
  /** The wanted namespace, else that of the context. */
  readonly namespace: string;
  readonly servers: Watch<Server>;
  readonly operations: Watch<Operation>;
  readonly routers: Watch<Router>;
  readonly profiles: Pick<Objects<ProvisioningProfile>, "get">;
  readonly newOperations: Pick<Objects<Operation>, "create" | "delete">;
  close(): Promise<void>;
}

/** A part of the screen that is drawn again and again. */
export interface Screen {
  draw(lines: readonly string[]): void;
}

/** Everything that a command reaches out to. */
export interface World {
  readonly clock: Clock;
  /** Writes data; returns once it is taken. */
  readonly print: (text: string) => void;
  /** Writes what is said about the work. */
  readonly note: (text: string) => void;
  /** The text of a file, or of standard input for "-". Rejects with `CommandError` when it cannot be read. */
  readonly read: (file: string) => Promise<string>;
  /** The terminal that data goes to, if it is one. */
  readonly terminal: { readonly size: () => TerminalSize; readonly screen: Screen } | undefined;
  /** Asks the user a question that is answered with yes or no; undefined where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Calls back at the user's first interrupt, in place of ending; the next one ends. Returns what takes it back. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Whether the user wants colours, should there be a terminal. */
  readonly wantsColour: boolean;
  /** Connects lazily. Throws `CommandError` when the kubeconfig is of no use. */
  readonly connect: (options: ConnectionOptions) => Connection;
}

/** Characters in a line, and lines. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}
