import { Listr, ListrLogger, ProcessOutput } from "listr2";

/** Shows one line of progress below the running job. */
export type Report = (line: string) => void;

/** How a job talks to the person who waits for it. */
interface Progress {
  readonly report: Report;
  /** What stands behind the title in the end. */
  readonly conclude: (remark: string) => void;
}

/** One piece of work. */
export interface Job<T> {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<T>;
}

/** What jobs return, in their order. */
type Results<T extends readonly Job<unknown>[]> = {
  [K in keyof T]: T[K] extends Job<infer R> ? R : never;
};

/** A job that has nothing to return but what is said about it. */
export function job(title: string, run: (report: Report) => Promise<string>): Job<void> {
  return {
    title,
    run: async ({ report, conclude }) => conclude(await run(report)),
  };
}

/** Runs jobs side by side. Progress goes to stderr: animated on a terminal, plain lines elsewhere. */
export async function runJobs<const T extends readonly Job<unknown>[]>(
  ...jobs: T
): Promise<Results<T>> {
  const results: unknown[] = [];
  let failure: unknown;
  const tasks = jobs.map(({ title, run }, index) => ({
    title,
    task: async (_context: unknown, task: { output: string; title: string }) => {
      const progress: Progress = {
        report: line => (task.output = `${prefixOf(title)}${line}`),
        conclude: remark => (task.title = `${title}: ${remark}`),
      };
      try {
        results[index] = await run(progress);
      } catch (error: unknown) {
        failure ??= error;
        // The command line prints the error itself, once and with its remedy.
        throw new Error("see below");
      }
    },
  }));
  // Every line goes to stderr, because stdout is for data.
  const logger = new ListrLogger({
    useIcons: true,
    toStderr: [],
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr(tasks, {
    concurrent: true,
    rendererOptions: { logger, showErrorMessage: false },
    fallbackRenderer: "simple",
    fallbackRendererCondition: () => !process.stderr.isTTY,
    fallbackRendererOptions: { logger },
  });
  await list.run().catch(() => {
    throw failure;
  });
  return results as Results<T>;
}

/** Plain lines of several jobs are mixed, so each says whose it is. */
function prefixOf(title: string): string {
  return process.stderr.isTTY ? "" : `${title}: `;
}
