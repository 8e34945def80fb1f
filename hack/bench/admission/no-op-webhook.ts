import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { selfSigned } from "../../../test/fakes/pki";
import { controlPlaneNamespace } from "../../lab/fabric/fabric";
import { type Lab, REPOSITORY_DIRECTORY, statePath } from "../../lab/lab";
import { until } from "../../lab/poll";
import { assertRunning, ensureDaemon, stopDaemon } from "../../lab/process/daemon";
import { enterNamespace } from "../../lab/process/enter-namespace";
import { succeeds } from "../../lab/run";

/** The lab's name of the process. */
export const NO_OP = "bench-no-op";

/** No port of the lab's own (`hack/lab/topology.ts`). */
const PORT = 3999;

const READY_TIMEOUT_MS = 30_000;

/** Starts the webhook that allows everything beside the API server; the objects that make it be asked. */
export async function startNoOp(lab: Lab): Promise<readonly object[]> {
  const { certificate, key } = selfSigned();
  const folder = statePath(lab, "module");
  const files = {
    certificate: path.join(folder, "no-op.crt"),
    key: path.join(folder, "no-op.key"),
  };
  writeFileSync(files.certificate, certificate, { mode: 0o600 });
  writeFileSync(files.key, key, { mode: 0o600 });
  const namespace = controlPlaneNamespace(lab);
  await ensureDaemon(lab, {
    name: NO_OP,
    namespace,
    // A process that one that was interrupted left behind has another certificate.
    environment: { CERTIFICATE: createHash("sha256").update(certificate).digest("hex") },
    command: [
      ...[path.join(REPOSITORY_DIRECTORY, "node_modules/.bin/node"), "--import", "tsx"],
      path.join(REPOSITORY_DIRECTORY, "hack/bench/admission/no-op.ts"),
      ...[String(PORT), files.certificate, files.key],
    ],
  });
  const url = `https://127.0.0.1:${PORT}/`;
  await until({ what: `${NO_OP} to listen`, deadlineMs: READY_TIMEOUT_MS }, async () => {
    assertRunning(lab, NO_OP);
    const answers = await succeeds(
      enterNamespace(namespace, ["curl", "-sk", "-o", "/dev/null", url]),
    );
    return answers ? { done: true } : { seen: "not listening" };
  });
  return (["Mutating", "Validating"] as const).map(kind => configuration(kind, url, certificate));
}

/** Ends it. */
export async function stopNoOp(lab: Lab): Promise<void> {
  await stopDaemon(lab, NO_OP, { graceMs: 0 });
}

function configuration(kind: "Mutating" | "Validating", url: string, certificate: string): object {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: "stargate-bench" },
    webhooks: [
      {
        name: "no-op.bench.stargate.io",
        admissionReviewVersions: ["v1"],
        clientConfig: { url, caBundle: Buffer.from(certificate).toString("base64") },
        sideEffects: "None",
        failurePolicy: "Fail",
        objectSelector: { matchLabels: { bench: "no-op" } },
        rules: [
          {
            apiGroups: ["stargate.io"],
            apiVersions: ["v1alpha1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["servers"],
          },
        ],
      },
    ],
  };
}
