import type { Router, RouterStatus } from "../../api/router.generated";
import { MESSAGE_LIMIT_CHARACTERS } from "../../defaults";
import { setConditions, type Verdict } from "../conditions";
import type { StargateError } from "../errors";
import { formatKey, keyOf } from "../key";
import type { ObservedHostKey } from "../net/host-key";
import { decidePin } from "../pin";
import { clip } from "../redact";
import { referenceTo, type Wait, waitingFor, waitReasonOf } from "../waiting";

/** The router answered and let us in. Throws `HostKeyMismatch` when another key was recorded meanwhile. */
export function goodContact(router: Router, key: ObservedHostKey, now: string): RouterStatus {
  const pin = decidePin(router, key);
  const { lastError: _error, waitingFor: _wait, ...kept } = router.status ?? {};
  const answers = { status: "True", reason: "Connected", message: "answers over SSH" } as const;
  return {
    ...kept,
    ...(pin.isNew ? { hostKeys: [key.publicKey] } : {}),
    ...stamped(router, now, [
      { type: "Ready", ...answers },
      { type: "Reachable", ...answers },
      { type: "HostKeyTrusted", status: "True", reason: pin.reason, message: key.fingerprint },
    ]),
  };
}

/** The last contact failed. A key that was shown before a login was refused counts as recorded. */
export function failedContact(
  router: Router,
  {
    error,
    hostKey,
  }: { readonly error: StargateError; readonly hostKey: ObservedHostKey | undefined },
  now: string,
): RouterStatus {
  const { reason, report: message } = error;
  const failure = { status: "False", reason, message } as const;
  const isMistrusted = reason === "HostKeyMismatch" || reason === "HostKeyNotPinned";
  const pin = hostKey === undefined ? undefined : decidePin(router, hostKey);
  return {
    ...router.status,
    ...(pin?.isNew && hostKey !== undefined ? { hostKeys: [hostKey.publicKey] } : {}),
    lastError: clip(message, MESSAGE_LIMIT_CHARACTERS),
    waitingFor: waitingFor(
      router.status,
      { reason: waitReasonOf(reason), message, object: error.object },
      now,
    ),
    ...stamped(router, now, [
      { type: "Ready", ...failure },
      { type: "Reachable", ...failure },
      ...(isMistrusted ? [{ type: "HostKeyTrusted" as const, ...failure }] : []),
    ]),
  };
}

/** Another Router of the address was declared first: this one is not contacted, and nobody goes through it. */
export function yieldingTo(router: Router, first: Router, now: string): RouterStatus {
  const { tailscaleIP } = router.spec;
  const message = `spec.tailscaleIP: ${tailscaleIP} is that of Router ${formatKey(keyOf(first))}, which was declared first; delete this one, or correct its address`;
  const object = referenceTo("Router", keyOf(first));
  return notReady(router, { reason: "DuplicateAddress", message, object }, now);
}

/** It is not contacted because of what else there is. What the last contact found stays. */
export function notReady(router: Router, wait: Wait, now: string): RouterStatus {
  const { reason, message } = wait;
  const shown = clip(message, MESSAGE_LIMIT_CHARACTERS);
  return {
    ...router.status,
    waitingFor: waitingFor(router.status, wait, now),
    ...stamped(router, now, [{ type: "Ready", status: "False", reason, message: shown }]),
  };
}

function stamped(
  { metadata, status }: Router,
  now: string,
  verdicts: readonly Verdict<"Router">[],
): Pick<RouterStatus, "conditions" | "observedGeneration"> {
  const generation = metadata?.generation ?? 0;
  const known = new Set(status?.conditions?.map(condition => condition.type));
  const initial: Verdict<"Router"> = {
    type: "HostKeyTrusted",
    status: "Unknown",
    reason: "NotStarted",
    message: "",
  };
  return {
    observedGeneration: generation,
    conditions: setConditions(
      status?.conditions,
      [...(known.has(initial.type) ? [] : [initial]), ...verdicts],
      { now, generation },
    ),
  };
}
