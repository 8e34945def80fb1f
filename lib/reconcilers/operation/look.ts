import { lookAt, planHashOf } from "../../bootstrap/look";
import type { OperationStatus } from "../../api/operation.generated";
import { planItems, type PodOutlook } from "../../domain/dry-run/items";
import { checkFields } from "../../domain/operation/run-fields";
import { failureOf, type Look, type LookEntry } from "../../domain/dry-run/look";
import { subjectOf } from "../../domain/dry-run/subject";
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
  const seen = await lookAt(host, run, entry => harmless(entry, ports.register), signal);
  return { ...seen, inputs: [...subjectOf(input), ...seen.inputs] };
}

/** Fields of a line that are words of ours, or digests. */
const PLAIN: ReadonlySet<string> = new Set(["event", "step", "state", "digest", "count"]);

/** What a host says of itself, and what its files hold, may be anything. */
function harmless(entry: LookEntry, register: SecretRegister): LookEntry {
  if (entry.event === "checked") {
    return { event: "checked", ...harmlessCheck(entry, register) };
  }
  const fields = Object.entries(entry).map(([name, text]: [string, string | undefined]) => [
    name,
    text === undefined || PLAIN.has(name) ? text : register.redact(text),
  ]);
  return Object.fromEntries(fields) as LookEntry;
}

/** What a look found, as an Operation tells it: with a hash that another one can require, unless the run would fail. */
export function foundFields(seen: Look, pods: PodOutlook): Partial<OperationStatus> {
  const { kubernetesVersion: version } = seen.outputs;
  return {
    plan: [...planItems(seen, pods)],
    ...(seen.preflight.length === 0 ? {} : { preflight: seen.preflight.map(checkFields) }),
    ...(version === undefined ? {} : { kubernetesVersion: version }),
    ...(isWhole(seen) ? { planHash: planHashOf(seen) } : {}),
  };
}

/** Whether the plan says all that another operation can require: also which version, where packages are part of it. */
function isWhole(seen: Look): boolean {
  const isVersioned = seen.steps.every(({ step }) => step !== "kubernetes-packages");
  return (
    failureOf(seen) === undefined &&
    (isVersioned || seen.outputs["kubernetesVersion"] !== undefined)
  );
}
