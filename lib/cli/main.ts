/** The command line: the real world for its commands. */
import { basename } from "node:path";
import { systemClock } from "../adapters/system-clock";
import type { Clock } from "../ports/clock";
import { connect } from "./connect";
import { readEnvironment } from "./environment";
import { EXIT } from "./errors";
import { run } from "./program";
import { readText } from "./read";
import { screenOn } from "./screen";
import type { World } from "./world";

/** Columns and lines of a terminal that does not say. */
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** A command that waits is at work: its timers keep the process alive. */
const clock: Clock = {
  ...systemClock,
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** What a shell makes of SIGPIPE: 128 and its number. */
const EXIT_WITHOUT_READER = 141;

function realWorld(): World {
  const environment = readEnvironment();
  const { stdout, stderr } = process;
  const note = (text: string): void => {
    stderr.write(text);
  };
  return {
    clock,
    print: text => {
      stdout.write(text);
    },
    note,
    read: file => readText(file, process.stdin),
    terminal: stdout.isTTY
      ? {
          size: () => ({
            columns: stdout.columns || DEFAULT_SIZE.columns,
            rows: stdout.rows || DEFAULT_SIZE.rows,
          }),
          screen: screenOn(stdout),
        }
      : undefined,
    wantsColour: environment.wantsColour,
    connect: options => connect(options, environment, { clock, note }),
  };
}

/** Whoever reads may have seen enough, as `head` has; a full disk has not. Neither is a success. */
function endWithoutReader({ code, message }: NodeJS.ErrnoException): never {
  if (code === "EPIPE") {
    process.exit(EXIT_WITHOUT_READER);
  }
  process.stderr.write(`stargate: the output cannot be written: ${message}\n`);
  process.exit(EXIT.failure);
}

async function main(): Promise<void> {
  process.stdout.on("error", endWithoutReader);
  // Nobody is left to be told.
  process.stderr.on("error", () => undefined);
  const [, script = "", ...args] = process.argv;
  const name = basename(script).startsWith("kubectl-") ? "kubectl stargate" : "stargate";
  process.exitCode = await run(args, realWorld(), name);
}

void main();
