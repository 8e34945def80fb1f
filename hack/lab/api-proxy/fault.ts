/** A request to the API server, as the proxy sees it. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** Of what has one, as it was sent. */
  readonly body: string;
}

/** A request, when it came and how it was answered. */
export interface Seen extends Asked {
  /** Milliseconds on the proxy's own clock. */
  readonly atMs: number;
  /** Undefined while there is none. */
  status?: number | undefined;
}

/** An answer that the API server does not give itself. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** One watch that is being told. */
export interface Telling {
  /** Sends one event, without its line feed. */
  send(line: string): void;
}

/** What is wrong with the API server. */
export interface Fault {
  /** Answers in place of it; `nothing` is a connection on which nothing comes; undefined lets the request pass. */
  readonly answer?: (asked: Asked) => Answer | "nothing" | undefined;
  /**
   * Tells an event of a watch in its own way, also of a watch that began before the fault. Whether it did anything
   * but pass it on.
   */
  readonly retell?: (line: string, telling: Telling) => boolean;
}

/** Whether the request is for a watch. */
export function isWatch({ query }: Pick<Asked, "query">): boolean {
  return query["watch"] === "true";
}
