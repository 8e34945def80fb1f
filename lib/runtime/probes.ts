/** One thing that has to be right. */
export interface Check {
  readonly name: string;
  /** What is wrong, if anything. */
  readonly problem: () => string | undefined;
}

/** What a process says of itself, read whenever somebody asks. */
export interface Probes {
  /** Where one of them fails, only another process can go on: `GET /livez`. */
  readonly live: () => readonly Check[];
  /** Where one of them fails, the process cannot do its work yet, or now: `GET /readyz`. */
  readonly ready: () => readonly Check[];
}

/** What a probe is answered. */
export interface ProbeAnswer {
  readonly status: 200 | 503;
  readonly body: string;
}

const PATHS: Readonly<Record<string, keyof Probes>> = { "/livez": "live", "/readyz": "ready" };

/**
 * The answer to a probe, or undefined where the path is none.
 *
 * All checks are told, in the form of the API server's own `/readyz?verbose`. Source: https://kubernetes.io/docs/reference/using-api/health-checks/
 */
export function answerProbe(probes: Probes, url: string): ProbeAnswer | undefined {
  const [path = ""] = url.split("?");
  const probe = PATHS[path];
  if (probe === undefined) {
    return undefined;
  }
  const found = probes[probe]().map(({ name, problem }) => ({ name, problem: problem() }));
  const isGood = found.every(({ problem }) => problem === undefined);
  const lines = found.map(({ name, problem }) =>
    problem === undefined ? `[+]${name} ok` : `[-]${name} failed: ${problem}`,
  );
  lines.push(`${path.slice(1)} check ${isGood ? "passed" : "failed"}`, "");
  return { status: isGood ? 200 : 503, body: lines.join("\n") };
}
