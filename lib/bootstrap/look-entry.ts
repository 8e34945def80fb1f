import * as z from "zod";
import type { LookEntry } from "../domain/dry-run/look";
import { checkedFields, parseJson, text } from "./journal";

const entry = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("looked"),
    step: text,
    state: z.enum(["Unchanged", "WouldApply", "Unknown"]),
    reason: text.optional(),
    message: text.optional(),
    remedy: text.optional(),
  }),
  z.object({ event: z.literal("file"), path: text, diff: text, digest: text }),
  z.object({
    event: z.literal("package"),
    name: text,
    from: text.optional(),
    to: text.optional(),
  }),
  z.object({
    event: z.literal("removal"),
    kind: text,
    count: text,
    what: text,
    digest: text.optional(),
  }),
  z.object({ event: z.literal("checked"), ...checkedFields }),
  z.object({ event: z.literal("output"), name: text, value: text }),
  z.object({ event: z.literal("unseen"), step: text, message: text.optional() }),
  z.object({ event: z.literal("look-finished") }),
]);

/** The entry in a line of a look, or undefined when the line is none of ours. */
export function parseLookEntry(line: string): LookEntry | undefined {
  return entry.safeParse(parseJson(line)).data;
}
