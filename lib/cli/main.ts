/** The command line: the real world for its commands. */
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
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

/** The question stands on stderr, as all that is no data. */
async function confirm(question: string): Promise<boolean> {
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>(resolve => {
    // Who ends the input has not agreed.
    dialogue.once("close", () => {
      resolve("");
    });
    // The terminal tells readline of it, and not the process.
    dialogue.once("SIGINT", () => {
      process.kill(process.pid, "SIGINT");
    });
    void dialogue.question(`${question} [y/N] `).then(resolve, () => undefined);
  });
  dialogue.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** After the first interrupt Node.js does what it does without us: it ends. */
function onInterrupt(callback: () => void): () => void {
  process.once("SIGINT", callback);
  return () => {
    process.removeListener("SIGINT", callback);
  };
}

function realWorld(): World {
  const environment = readEnvironment();
  const { stdin, stdout, stderr } = process;
  const note = (text: string): void => {
    stderr.write(text);
  };
  return {
    clock,
    print: text => {
      stdout.write(text);
    },
    note,
    read: file => readText(file, stdin),
    confirm: stdin.isTTY && stderr.isTTY ? confirm : undefined,
    onInterrupt,
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
