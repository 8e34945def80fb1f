import { ApiWebhookSecret } from "../../lib/adapters/kubernetes/webhook-secret";
import { RecentSecrets } from "../../lib/runtime/secret-register";
import { FakeWebhookSecret } from "../fakes/webhook-certificate";
import { openLab } from "./lab-api";
import { grantWebhookRights, revokeWebhookRights } from "./webhook-rights";
import { describeWebhookSecret } from "./webhook-secret";

const NAME = "stargate-webhook";

describeWebhookSecret("FakeWebhookSecret", () =>
  Promise.resolve({ secret: new FakeWebhookSecret(), close: () => Promise.resolve() }),
);

describeWebhookSecret("ApiWebhookSecret", async () => {
  const api = await openLab();
  grantWebhookRights();
  await api.cluster.delete("Secret", NAME, "pepr-system");
  const register = new RecentSecrets();
  return {
    secret: new ApiWebhookSecret(api.module, NAME, register),
    close: async () => {
      const found = await api.cluster.get("Secret", NAME, "pepr-system");
      expect(found?.["type"]).toBe("kubernetes.io/tls");
      expect(register.redact("path-of-the-webhooks-one, key of the leaf three")).not.toMatch(
        /one|three/,
      );
      await api.cluster.delete("Secret", NAME, "pepr-system");
      revokeWebhookRights();
      await api.close();
    },
  };
});
