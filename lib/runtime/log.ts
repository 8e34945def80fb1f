import { pino, stdTimeFunctions } from "pino";
import { FIELD_MANAGER } from "../api/names";
import type { Log, SecretRegister } from "../ports/log";

/** Where finished lines go. */
export interface Sink {
  write(line: string): void;
}

/** JSON lines; every one passes the redaction last, so no field can smuggle a secret out. */
export function createLog(level: string, register: SecretRegister, sink: Sink): Log {
  return pino(
    {
      level,
      base: { name: FIELD_MANAGER },
      timestamp: stdTimeFunctions.isoTime,
      serializers: { error: describeError },
    },
    {
      write: (line: string) => {
        sink.write(register.redact(line));
      },
    },
  );
}

/** An error as data: what it is, what it says, where it came from. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...("reason" in error ? { reason: error.reason } : { stack }),
    ...(cause instanceof Error ? { cause: cause.message } : {}),
  };
}
