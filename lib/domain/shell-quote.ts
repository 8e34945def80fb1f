import { InvariantViolated } from "./errors";

const NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * The text as one word of a POSIX shell, whatever characters it has.
 *
 * Throws `InvariantViolated` on NUL, which no shell variable can hold.
 */
export function quote(text: string): string {
  if (text.includes("\0")) {
    throw new InvariantViolated("a shell word cannot hold NUL");
  }
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Assignments of the variables, one a line, for a shell to read. Throws `InvariantViolated` on a bad name. */
export function assignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (!NAME.test(name)) {
        throw new InvariantViolated(`${JSON.stringify(name)} is not the name of a variable`);
      }
      return `${name}=${quote(value)}\n`;
    })
    .join("");
}
