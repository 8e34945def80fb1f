import { AccessDenied, ApiUnavailable, StargateError } from "../domain/errors";
import { oneLine } from "./text";

/** How a command ends. Documented in docs/reference/cli.md. */
export const EXIT = { success: 0, failure: 1, usage: 2, timeout: 3, interrupted: 130 } as const;

/** What a command ends with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that the caller of a command can act on. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string, exitCode: ExitCode = EXIT.failure) {
    super(message);
    this.name = new.target.name;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The command line asks for something that cannot be. */
export class UsageError extends CommandError {
  constructor(message: string, remedy?: string) {
    super(message, remedy, EXIT.usage);
  }
}

/** What a person is told of an error: one line for what went wrong, one for what to do. */
export function tell(error: unknown, program: string): string {
  const { message, remedy } = explain(error);
  const lines = [`${program}: ${oneLine(message)}`];
  if (remedy !== undefined) {
    lines.push(`${" ".repeat(program.length + 2)}${oneLine(remedy)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The exit code that an error amounts to. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof CommandError ? error.exitCode : EXIT.failure;
}

/** HTTP status. */
const NOT_FOUND = 404;

function explain(error: unknown): { message: string; remedy: string | undefined } {
  if (error instanceof AccessDenied) {
    return {
      message: `the API server refuses: ${error.message}`,
      remedy: "log in again, or ask for the right that it names",
    };
  }
  if (error instanceof ApiUnavailable && error.statusCode === NOT_FOUND) {
    return {
      message: `the API server has no such thing: ${error.message}`,
      remedy: "is the namespace the right one, and are the CRDs of Stargate installed?",
    };
  }
  if (error instanceof ApiUnavailable) {
    return {
      message: `the API server does not answer: ${error.message}`,
      remedy: "does kubectl reach it? Otherwise choose another --context or --kubeconfig",
    };
  }
  if (error instanceof CommandError || error instanceof StargateError) {
    return { message: error.message, remedy: error.remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message: `internal error: ${message}`, remedy: "please report it" };
}
