import * as z from "zod";
import { clip } from "../domain/redact";
import type { JournalEntry, RunResult } from "../domain/run/progress";

/** Longest text that is taken from a server, characters: a broken host must not fill our memory. */
const TEXT_LIMIT = 8192;

/** A text of a server. */
export const text = z.string().transform(value => clip(value, TEXT_LIMIT));
const time = z.iso.datetime();

/** The runner writes every value as a text. */
const number = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?$/)
  .transform(Number);

const result = z.object({
  result: z.enum(["Succeeded", "Failed"]),
  step: text.optional(),
  reason: text.optional(),
  message: text.optional(),
  remedy: text.optional(),
});

/** What one of a step's single checks says. */
export const checkedFields = {
  check: text,
  state: z.enum(["Passed", "Warning", "Ignored", "Failed"]),
  reason: text.optional(),
  message: text.optional(),
  remedy: text.optional(),
};

const entry = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("run-started"),
    time,
    steps: text.transform(steps => steps.split(",")),
  }),
  z.object({ event: z.literal("step-started"), time, step: text }),
  z.object({
    event: z.literal("step-finished"),
    time,
    step: text,
    state: z.enum(["Unchanged", "Applied", "Failed"]),
  }),
  z.object({
    event: z.literal("step-retried"),
    time,
    step: text,
    attempt: number,
    attempts: number,
    delaySeconds: number,
    reason: text,
    message: text,
    remedy: text.optional(),
  }),
  z.object({ event: z.literal("checked"), time, ...checkedFields }),
  z.object({ event: z.literal("run-parked"), time, step: text, gate: text }),
  z.object({ event: z.literal("output"), time, name: text, value: text }),
  result.extend({ event: z.literal("run-finished"), time }),
]);

/** The entry in a line of a journal, or undefined when the line is none of ours. */
export function parseEntry(line: string): JournalEntry | undefined {
  return entry.safeParse(parseJson(line)).data;
}

/** The exit record of a run, or undefined when the text is none. */
export function parseResult(record: string): RunResult | undefined {
  return result.safeParse(parseJson(record)).data;
}

/** The value that the JSON says, or undefined when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
