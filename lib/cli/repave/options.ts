import { InvalidArgumentError } from "commander";
import { isNamespaceName } from "../../domain/names";
import { type MaxUnavailable, parseMaxUnavailable } from "../../domain/rollout/max-unavailable";

/** What `repave` is asked for, besides which Servers. */
export interface RepaveOptions {
  readonly selector?: string;
  readonly all?: true;
  /** Name of the profile; undefined means each Server's own. */
  readonly profile?: string;
  readonly maxUnavailable?: MaxUnavailable;
  readonly canary?: number;
  readonly continueOnError?: true;
  /** Name of the rollout; undefined means one that follows from the rest. */
  readonly name?: string;
  readonly dryRun?: "client";
  readonly output?: "json";
  readonly yes?: true;
}

/** Reads `--max-unavailable`. */
export function parseLimit(text: string): MaxUnavailable {
  const limit = parseMaxUnavailable(text);
  if (limit === undefined) {
    throw new InvalidArgumentError(
      "Write a number of servers from 1 on, or a whole percentage of the selection from 1% to 100%.",
    );
  }
  return limit;
}

/** Reads `--canary`. */
export function parseCanary(text: string): number {
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError("Write a number of servers; 0 means no canaries.");
  }
  return Number(text);
}

/** Reads `--name`, which is a label's value and part of the Operations' names. */
export function parseRolloutName(text: string): string {
  if (!isNamespaceName(text)) {
    throw new InvalidArgumentError(
      "Write lower-case letters, digits and dashes, at most 63 of them.",
    );
  }
  return text;
}
