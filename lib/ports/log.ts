import type { Secret } from "../domain/secret";

/** Fields of a log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log. Registered secrets never reach the sink, however a line came to hold them. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** The secrets in use, for redaction at every sink. */
export interface SecretRegister {
  /** Masks the secret from now on. */
  add(secret: Secret): void;
  /** Text as it may be shown: no secret, no control characters. */
  redact(text: string): string;
}
