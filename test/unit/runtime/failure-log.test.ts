import { HostUnreachable } from "../../../lib/domain/errors";
import { FailureLog } from "../../../lib/runtime/failure-log";
import { silentLog } from "../../fakes/cluster";

const AWAY = new HostUnreachable("no answer", { reason: "JumpUnreachable", remedy: "look at it" });

describe("FailureLog", () => {
  const lines: string[] = [];
  const failures = new FailureLog({
    ...silentLog,
    debug: (_, message) => lines.push(`debug: ${message}`),
    warn: ({ key, reason }, message) =>
      lines.push(`warn ${String(key)} ${String(reason)}: ${message}`),
    error: ({ error }) => lines.push(`error: ${String(error)}`),
  });

  /** What is logged of failures in a row. */
  function said(key: string, ...errors: readonly unknown[]): string[] {
    lines.length = 0;
    for (const [index, error] of errors.entries()) {
      failures.note({ kind: "Router", key, attempt: index + 1 }, error);
    }
    return [...lines];
  }

  it("keeps a bound on what it remembers: what was forgotten is news again", () => {
    said("dc/first", AWAY);
    for (let index = 0; index < 1_000; index++) {
      said(`dc/${index}`, AWAY);
    }
    failures.note({ kind: "Router", key: "dc/first", attempt: 2 }, AWAY);
    expect(lines.at(-1)).toContain("warn dc/first");
  });

  it("warns once of what stays as it is", () => {
    expect(said("dc/r", AWAY, AWAY, AWAY)).toEqual([
      "warn dc/r JumpUnreachable: no answer; look at it",
      "debug: no answer; look at it",
      "debug: no answer; look at it",
    ]);
  });

  it("warns again after a success, and of another object", () => {
    expect(said("dc/r", AWAY)).toHaveLength(1);
    expect([...said("dc/r", AWAY), ...said("dc/other", AWAY)]).toEqual([
      expect.stringMatching(/^warn dc\/r /),
      expect.stringMatching(/^warn dc\/other /),
    ]);
  });

  it("tells when it changes, and what nobody foresaw as an error", () => {
    const refused = new HostUnreachable("refused", { reason: "JumpUnreachable" });
    const defect = new TypeError("oh");
    expect(said("dc/r", AWAY, refused, AWAY, defect, defect)).toEqual([
      expect.stringMatching(/^warn .*no answer/),
      expect.stringMatching(/^warn .*refused/),
      expect.stringMatching(/^warn .*no answer/),
      "error: TypeError: oh",
      "debug: a reconcile failed in a way that nobody foresaw",
    ]);
  });
});
