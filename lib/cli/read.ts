import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { CommandError } from "./errors";

/** The text of a file, or of `input` for "-". Rejects with `CommandError` when it cannot be read. */
export async function readText(file: string, input: Readable): Promise<string> {
  try {
    return await (file === "-" ? text(input) : readFile(file, "utf8"));
  } catch (error: unknown) {
    throw new CommandError(
      `${file === "-" ? "standard input" : file} cannot be read: ${(error as Error).message}`,
    );
  }
}
