import { setTimeout as delay } from "node:timers/promises";
import { LabError, messageOf } from "./errors";

/** One look at the world: finished with a value, or what was seen instead. */
export type Probe<T> = { readonly done: T } | { readonly seen: string };

/** What is waited for, for how long, and where to look when it does not come. */
export interface Wait {
  readonly what: string;
  readonly deadlineMs: number;
  readonly log?: string;
  readonly intervalMs?: number;
}

/** Short enough to go unnoticed, long enough to leave the processor to those who are waited for. */
const DEFAULT_INTERVAL_MS = 100;

/** Looks again and again until the probe is done. A `LabError` of the probe ends the wait at once. */
export async function until<T>(wait: Wait, probe: () => Promise<Probe<T>>): Promise<T> {
  const deadline = Date.now() + wait.deadlineMs;
  for (;;) {
    const result = await attempt(probe);
    if ("done" in result) {
      return result.done;
    }
    if (Date.now() > deadline) {
      throw new LabError(
        `waited ${wait.deadlineMs / 1000} s for ${wait.what}; last seen: ${result.seen}`,
        wait.log === undefined ? undefined : `look into ${wait.log}`,
      );
    }
    await delay(wait.intervalMs ?? DEFAULT_INTERVAL_MS);
  }
}

async function attempt<T>(probe: () => Promise<Probe<T>>): Promise<Probe<T>> {
  try {
    return await probe();
  } catch (error: unknown) {
    if (error instanceof LabError) {
      throw error;
    }
    return { seen: messageOf(error) };
  }
}
