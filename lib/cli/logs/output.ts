import type { OperationStatus } from "../../api/operation.generated";
import { SERVER_RUNS_DIR } from "../../api/names";
import { redact } from "../../domain/redact";

/** How much of a run's output was shown. */
export interface OutputPosition {
  /** Characters from the beginning. */
  readonly end: number;
  /** What was seen of a line that has not ended. */
  readonly rest: string;
}

/** Nothing of the output was shown. */
export const NO_OUTPUT: OutputPosition = { end: 0, rest: "" };

/** Lines of output that are new, and where they end. */
export interface NewOutput {
  readonly lines: readonly string[];
  readonly position: OutputPosition;
}

/**
 * What `status.logTail` holds beyond the position. What went by between two looks is counted, with the place
 * where it can be read.
 */
export function newOutput(
  position: OutputPosition,
  status: Pick<OperationStatus, "logTail" | "logEnd">,
  run: { readonly uid: string; readonly isOver: boolean },
): NewOutput {
  const { logTail = "", logEnd: end = logTail.length } = status;
  const start = end - logTail.length;
  // A shorter output is another one: the run began again.
  const shown = end < position.end ? 0 : position.end;
  const isGap = shown < start;
  const fresh = logTail.slice(Math.max(0, shown - start));
  const isContinued = !isGap && shown === position.end;
  const before = isContinued ? [] : linesIn(position.rest);
  const gap = isGap ? [gapLine(start - shown, run.uid)] : [];
  const text = isContinued ? position.rest + fresh : fresh;
  const cut = run.isOver ? text.length : text.lastIndexOf("\n") + 1;
  return {
    lines: [...before, ...gap, ...linesIn(text.slice(0, cut))],
    position: { end, rest: text.slice(cut) },
  };
}

function gapLine(characters: number, uid: string): string {
  return `… ${characters} characters not shown; the whole is on the server: ${SERVER_RUNS_DIR}/${uid}/output.log`;
}

function linesIn(text: string): readonly string[] {
  const lines = redact(text).split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
