import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The profile's own script has succeeded on this server; nothing where the profile has none. */
export function customScript({
  customBootstrapScript = "",
  server,
  operationUid,
}: NodeSpec): readonly Step[] {
  if (customBootstrapScript.trim() === "") {
    return [];
  }
  return [
    step("custom-script", {
      parameters: {
        NODE_NAME: server.name,
        NODE_IP: server.ipv4,
        SERVER_NAMESPACE: server.namespace,
        OPERATION_UID: operationUid,
      },
      // Written on Windows, a script would ask for the interpreter "bash\r".
      files: { "custom-script": customBootstrapScript.replaceAll("\r\n", "\n") },
      applySeconds: 600,
      // Nobody knows what it does to pods.
      gate: "drain",
    }),
  ];
}
