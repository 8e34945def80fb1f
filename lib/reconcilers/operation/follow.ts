import { followRun, unitOf } from "../../bootstrap/job";
import type { OperationStatus } from "../../api/operation.generated";
import { LOG_WRITE_MS, PROGRESS_SETTLE_MS } from "../../defaults";
import type { RunInput } from "../../domain/operation/snapshot";
import { running } from "../../domain/operation/status";
import type { Output } from "../../domain/operation/run-fields";
import { OutputTail } from "../../domain/output-tail";
import {
  advance,
  type JournalEntry,
  NO_PROGRESS,
  type RunProgress,
} from "../../domain/run/progress";
import type { RemoteHost } from "../../ports/remote-host";
import { harmlessCheck } from "./harmless-check";
import { Latest } from "./latest";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/** What is seen of a run. */
export interface Seen {
  readonly progress: RunProgress;
  readonly output: Output;
}

/** A run of which nothing is known yet. */
export const NOTHING_SEEN: Seen = { progress: NO_PROGRESS, output: { tail: "", end: 0 } };

/** Follows journal and output to the end of the run, or of its unit, and keeps the status up to date until then. */
export async function follow(
  ports: OperationPorts,
  host: RemoteHost,
  input: RunInput,
  signal: AbortSignal,
): Promise<Seen> {
  const status = new Latest<Seen>(value => report(ports, input, value), {
    clock: ports.clock,
    settleMs: PROGRESS_SETTLE_MS,
  });
  const output = new OutputTail(text => ports.register.redact(text));
  let progress = NO_PROGRESS;
  let cancel: (() => void) | undefined;
  const seen = (): Seen => ({ progress, output: { tail: output.text, end: output.end } });
  const onEntry = (entry: JournalEntry): void => {
    progress = advance(progress, harmless(ports, entry));
    status.push(seen());
  };
  const onText = (): void => {
    cancel ??= ports.clock.schedule(LOG_WRITE_MS, () => {
      cancel = undefined;
      status.push(seen());
    });
  };
  try {
    for await (const chunk of followRun(host, uidOf(input), onEntry, signal)) {
      if (output.push(chunk)) {
        onText();
      }
    }
    output.finish();
    if (progress.result === undefined) {
      status.push(seen());
      await status.flush();
    }
    return seen();
  } finally {
    cancel?.();
    // What comes next says it all: how the run ended, or why it cannot be followed.
    await status.abandon();
  }
}

/** Writes what is seen of the run into the operation's status, and `more`. */
export async function report(
  ports: OperationPorts,
  input: RunInput,
  seen: Seen,
  more: Partial<OperationStatus> = {},
): Promise<void> {
  const { operation } = input;
  const unit = unitOf(operation.metadata?.uid ?? "");
  const after = await write(ports, operation, (current, now) => ({
    ...running(current, { unit, ...seen }, now),
    ...more,
  }));
  // The watch may have missed it.
  if (after?.metadata?.deletionTimestamp !== undefined) {
    ports.cancellations.cancel(operation.metadata?.uid ?? "");
  }
}

/** What a host says of itself may hold anything; the result of a run is redacted where it is reported. */
function harmless({ register }: OperationPorts, entry: JournalEntry): JournalEntry {
  if (entry.event === "checked") {
    return { ...entry, ...harmlessCheck(entry, register) };
  }
  return entry.event === "step-retried"
    ? { ...entry, message: register.redact(entry.message) }
    : entry;
}

function uidOf({ operation }: RunInput): string {
  return operation.metadata?.uid ?? "";
}
