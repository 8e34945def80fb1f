import { lookAt } from "../../bootstrap/look";
import type { Look, LookEntry } from "../../domain/dry-run/look";
import type { RunInput } from "../../domain/operation/snapshot";
import type { SecretRegister } from "../../ports/log";
import type { RemoteHost } from "../../ports/remote-host";
import { harmlessCheck } from "./harmless-check";
import type { OperationPorts } from "./ports";
import { resolveLook } from "./resolve";

/** Looks at what the operation's run would do now. Rejects as `resolveLook` and `lookAt` do. */
export async function look(
  ports: OperationPorts,
  input: RunInput,
  host: RemoteHost,
  signal: AbortSignal,
): Promise<Look> {
  const run = await resolveLook(ports, input);
  return await lookAt(host, run, entry => harmless(entry, ports.register), signal);
}

/** What a host says of itself, and what its files hold, may be anything. */
function harmless(entry: LookEntry, register: SecretRegister): LookEntry {
  const { redact } = { redact: (text: string): string => register.redact(text) };
  switch (entry.event) {
    case "checked":
      return { event: "checked", ...harmlessCheck(entry, register) };
    case "looked": {
      const { step, state, reason, message = "", remedy } = entry;
      const words = { message: redact(message), remedy: remedy && redact(remedy) };
      return { event: "looked", step, state, reason, ...words };
    }
    case "file":
      return { ...entry, path: redact(entry.path), diff: redact(entry.diff) };
    case "unseen":
      return { ...entry, message: redact(entry.message ?? "") };
    default:
      return entry;
  }
}
