import type { CheckResult } from "../../domain/preflight/results";
import type { SecretRegister } from "../../ports/log";

/** A check's result without anything secret, whatever the host put into it. */
export function harmlessCheck(
  { check, state, reason, message, remedy }: CheckResult,
  register: SecretRegister,
): CheckResult {
  const harmless = (text: string | undefined): string | undefined => text && register.redact(text);
  return {
    check: register.redact(check),
    state,
    reason,
    message: harmless(message),
    remedy: harmless(remedy),
  };
}
