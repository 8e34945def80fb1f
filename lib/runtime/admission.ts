import { formatViolations, type Violation } from "../domain/violation";

/** HTTP status of a refusal. Source: Kubernetes API conventions, 422 for values that cannot be accepted. */
const UNPROCESSABLE = 422;

/** What of Pepr's validate request judging needs. */
export interface AdmissionRequest<T, Answer> {
  readonly Raw: T;
  Approve(warnings?: string[]): Answer;
  Deny(message: string, code: number, warnings?: string[]): Answer;
}

/** Refuses an object with all its violations at once. It never throws: Pepr would answer without a reason. */
export function judge<T, Answer>(
  request: AdmissionRequest<T, Answer>,
  violationsOf: (object: T) => readonly Violation[],
): Answer {
  let violations: readonly Violation[];
  try {
    violations = violationsOf(request.Raw);
  } catch (error: unknown) {
    return request.Deny(`cannot be judged: ${String(error)}`, UNPROCESSABLE);
  }
  return violations.length === 0
    ? request.Approve()
    : request.Deny(formatViolations(violations), UNPROCESSABLE);
}
