import { PREFLIGHT_LIMIT } from "../../defaults";

/** What came of a check: Ignored is a failure that the profile does not mind. */
export type CheckState = "Passed" | "Warning" | "Ignored" | "Failed";

/** What one check found on a server. */
export interface CheckResult {
  /** Name of the check, such as `DiskSpace`; see docs/operations.md. */
  readonly check: string;
  readonly state: CheckState;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly remedy?: string | undefined;
}

/** The results with one more, which takes the place of what that check found before. Bounded: a server may say anything. */
export function withResult(
  results: readonly CheckResult[],
  { check, state, reason, message, remedy }: CheckResult,
): readonly CheckResult[] {
  const result = { check, state, reason, message, remedy };
  if (results.some(before => before.check === check)) {
    return results.map(before => (before.check === check ? result : before));
  }
  return results.length < PREFLIGHT_LIMIT ? [...results, result] : results;
}
