import { redact } from "../domain/redact";

/** Text from the API as one line of a terminal: nothing in it moves the cursor or begins another line. */
export function oneLine(text: string): string {
  return redact(text).replace(/\s+/g, " ").trim();
}
