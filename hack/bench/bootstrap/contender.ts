import type { Farm } from "../../farm/farm";
import type { FarmHost } from "../../farm/host";

/** One run of one contender: the work, and where it is to be done. */
export interface Task {
  readonly farm: Farm;
  readonly servers: readonly FarmHost[];
  /** What the stub takes on each server. */
  readonly seconds: number;
  /** The mark that it leaves. */
  readonly run: string;
  /** A folder for the contender's own files. */
  readonly folder: string;
}

/** How a contender is started in the controller's place. */
export interface Launch {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What a contender knows of its own run, instead of what is seen from outside. */
export interface OwnFigures {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** More figures, by name, for those who look for what limits it. */
  readonly details: Readonly<Record<string, number>>;
}

/** One way to bootstrap many servers. */
export interface Contender {
  readonly name: string;
  /** What it is, in one line. */
  readonly what: string;
  /** Servers that it works on at once. */
  readonly width: (servers: number) => number;
  prepare(task: Task): Promise<Launch>;
  /** Reads its own figures from its last words. */
  readonly ownFigures?: (stdout: string) => OwnFigures;
}
