import { ApiWebhookConfigurations } from "../../lib/adapters/kubernetes/webhook-configurations";
import { Conflict } from "../../lib/domain/errors";
import { FakeWebhookConfigurations } from "../fakes/webhook-certificate";
import { openLab } from "./lab-api";
import { describeWebhookConfigurations } from "./webhook-configurations";
import { grantWebhookRights, revokeWebhookRights } from "./webhook-rights";

const PATHS = ["mutating", "validating"].map(
  kind => `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations/pepr-stargate`,
);

interface Stored {
  readonly metadata: { readonly resourceVersion: string };
  readonly webhooks: readonly { readonly clientConfig: object; readonly rules: unknown }[];
}

describeWebhookConfigurations("FakeWebhookConfigurations", () => {
  const configurations = new FakeWebhookConfigurations();
  return Promise.resolve({
    configurations,
    versions: () => Promise.resolve([configurations.writes]),
    close: () => Promise.resolve(),
  });
});

describeWebhookConfigurations("ApiWebhookConfigurations", async () => {
  const api = await openLab();
  grantWebhookRights();
  const stored = async (): Promise<readonly Stored[]> =>
    (await Promise.all(
      PATHS.map(path => api.admin.request({ method: "GET", path })),
    )) as readonly Stored[];
  const rest = (objects: readonly Stored[]): unknown =>
    objects.map(({ webhooks }) => webhooks.map(({ clientConfig: _, ...webhook }) => webhook));
  const before = await stored();
  // Somebody is faster, once: whatever is read is older than what is there.
  const stale = new ApiWebhookConfigurations({
    request: async request => {
      const answer = await api.module.request(request);
      const metadata = { resourceVersion: "1" };
      return request.method === "GET" ? { ...(answer as object), metadata } : answer;
    },
  });
  await expect(stale.ensure(() => Promise.resolve({ bundle: "", path: "x" }))).rejects.toThrow(
    Conflict,
  );
  return {
    configurations: new ApiWebhookConfigurations(api.module),
    versions: async () => (await stored()).map(({ metadata }) => metadata.resourceVersion),
    close: async () => {
      expect(rest(await stored())).toEqual(rest(before));
      for (const [index, path] of PATHS.entries()) {
        const body = { webhooks: before[index]?.webhooks };
        await api.admin.request({ method: "PATCH", path, body });
      }
      revokeWebhookRights();
      await api.close();
    },
  };
});
