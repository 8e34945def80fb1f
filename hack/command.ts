import type { Command } from "commander";
import { LabError, messageOf } from "./lab/errors";

/** Runs a command of ours to its end: an error is one line with its remedy, and exit code 1. */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error: unknown) {
    console.error(`${command.name()}: ${messageOf(error)}`);
    if (error instanceof LabError && error.remedy !== undefined) {
      console.error(`${" ".repeat(command.name().length + 2)}${error.remedy}`);
    }
    process.exitCode = 1;
  }
  // Whatever still runs in the background must not keep a failed command alive.
  process.exit();
}
