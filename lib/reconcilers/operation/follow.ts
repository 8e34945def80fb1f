import { followJob, followOutput, unitOf } from "../../bootstrap/job";
import type { OperationStatus } from "../../api/operation.generated";
import { LOG_WRITE_MS, PROGRESS_SETTLE_MS } from "../../defaults";
import type { RunInput } from "../../domain/operation/snapshot";
import { type Output, running } from "../../domain/operation/status";
import { OutputTail } from "../../domain/output-tail";
import {
  advance,
  type JournalEntry,
  NO_PROGRESS,
  type RunProgress,
} from "../../domain/run/progress";
import type { RemoteHost } from "../../ports/remote-host";
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
  const seen = (): Seen => ({ progress, output: { tail: output.text, end: output.end } });
  const reading = readOutput(ports, output, {
    chunks: followOutput(host, uidOf(input), signal),
    onMore: () => {
      status.push(seen());
    },
  });
  try {
    for await (const entry of followJob(host, uidOf(input), signal)) {
      progress = advance(progress, harmless(ports, entry));
      status.push(seen());
    }
    await reading;
    if (progress.result === undefined) {
      status.push(seen());
      await status.flush();
    }
    return seen();
  } finally {
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
  return entry.event === "step-retried"
    ? { ...entry, message: register.redact(entry.message) }
    : entry;
}

/** Reads the output to its end. Words about the run must never end it, so a lost connection is the journal's to report. */
async function readOutput(
  { clock, log }: Pick<OperationPorts, "clock" | "log">,
  output: OutputTail,
  { chunks, onMore }: { readonly chunks: AsyncIterable<Uint8Array>; readonly onMore: () => void },
): Promise<void> {
  let cancel: (() => void) | undefined;
  try {
    for await (const chunk of chunks) {
      if (output.push(chunk)) {
        cancel ??= clock.schedule(LOG_WRITE_MS, () => {
          cancel = undefined;
          onMore();
        });
      }
    }
  } catch (error: unknown) {
    log.debug({ error }, "the output of a run cannot be followed any further");
  } finally {
    cancel?.();
    output.finish();
  }
}

function uidOf({ operation }: RunInput): string {
  return operation.metadata?.uid ?? "";
}
