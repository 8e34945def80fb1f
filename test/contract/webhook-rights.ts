import { join } from "node:path";
import { lab, REPOSITORY } from "../e2e/world/lab";

const RIGHTS = join(REPOSITORY, "config/webhook-certificate/rbac.yaml");

/** Grants the module what it needs to look after the certificate of its webhooks, as the chart does. */
export function grantWebhookRights(): void {
  lab("exec", "cp", "--", "kubectl", "apply", "-f", RIGHTS);
}

/** Takes it back. */
export function revokeWebhookRights(): void {
  lab("exec", "cp", "--", "kubectl", "delete", "-f", RIGHTS, "--ignore-not-found");
}
