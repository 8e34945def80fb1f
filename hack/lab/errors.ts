/** A failure that the user can act on: what went wrong, and what to do about it. */
export class LabError extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LabError";
    this.remedy = remedy;
  }
}

/** The command line asked for something that does not exist. */
export class UsageError extends LabError {
  override readonly name = "UsageError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
