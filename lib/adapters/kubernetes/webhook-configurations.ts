import * as z from "zod";
import { MODULE_NAME } from "../../api/names";
import { isAsWanted, type WebhookClient } from "../../domain/webhook-certificate/trust";
import type { WebhookConfigurations } from "../../ports/webhook-configurations";
import type { ApiClient } from "./client";

const REGISTRATION = "/apis/admissionregistration.k8s.io/v1";

/** The two configurations, and where the URL of their webhooks begins. Source: Pepr. */
const CONFIGURATIONS = [
  { path: `${REGISTRATION}/mutatingwebhookconfigurations/${MODULE_NAME}`, prefix: "/mutate/" },
  { path: `${REGISTRATION}/validatingwebhookconfigurations/${MODULE_NAME}`, prefix: "/validate/" },
] as const;

type Place = (typeof CONFIGURATIONS)[number];

// What is not looked at goes back as it came: a merge patch replaces the whole list.
const configuration = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  webhooks: z
    .array(
      z.looseObject({
        clientConfig: z.looseObject({
          caBundle: z.string().default(""),
          service: z.looseObject({ path: z.string().default("") }).optional(),
        }),
      }),
    )
    .default([]),
});

type Configuration = z.infer<typeof configuration>;

/** The MutatingWebhookConfiguration and the ValidatingWebhookConfiguration of the module. */
export class ApiWebhookConfigurations implements WebhookConfigurations {
  readonly #client: Pick<ApiClient, "request">;

  constructor(client: Pick<ApiClient, "request">) {
    this.#client = client;
  }

  async read(): Promise<readonly WebhookClient[]> {
    const found = await Promise.all(CONFIGURATIONS.map(place => this.#get(place)));
    return CONFIGURATIONS.flatMap((place, index) => clientsOf(found[index], place));
  }

  async ensure(decide: () => Promise<WebhookClient | undefined>): Promise<{
    readonly clients: readonly WebhookClient[];
    readonly isChanged: boolean;
  }> {
    const found = await Promise.all(CONFIGURATIONS.map(place => this.#get(place)));
    const clients = CONFIGURATIONS.flatMap((place, index) => clientsOf(found[index], place));
    const wanted = await decide();
    if (wanted === undefined) {
      return { clients, isChanged: false };
    }
    const changes = await Promise.all(
      CONFIGURATIONS.map((place, index) => this.#write(place, found[index], wanted)),
    );
    const isChanged = changes.includes(true);
    // Read back: whoever admits changes of configurations may have changed this one.
    return { clients: isChanged ? await this.read() : clients, isChanged };
  }

  /** Writes it as wanted, and tells whether anything differed. */
  async #write(
    place: Place,
    found: Configuration | undefined,
    wanted: WebhookClient,
  ): Promise<boolean> {
    const clients = clientsOf(found, place);
    if (found === undefined || clients.every(client => isAsWanted(client, wanted))) {
      return false;
    }
    const caBundle = Buffer.from(wanted.bundle).toString("base64");
    const path = `${place.prefix}${wanted.path}`;
    const webhooks = found.webhooks.map(({ clientConfig, ...webhook }) => ({
      ...webhook,
      clientConfig:
        clientConfig.service === undefined
          ? clientConfig
          : { ...clientConfig, caBundle, service: { ...clientConfig.service, path } },
    }));
    const { resourceVersion } = found.metadata;
    // With the version, so that of two writers one begins anew.
    const body = { metadata: { resourceVersion }, webhooks };
    await this.#client.request({ method: "PATCH", path: place.path, body });
    return true;
  }

  async #get({ path }: Place): Promise<Configuration | undefined> {
    const found = await this.#client.request({ method: "GET", path });
    return found === undefined ? undefined : configuration.parse(found);
  }
}

/** How the API server reaches the webhooks that are at a Service. */
function clientsOf(found: Configuration | undefined, { prefix }: Place): readonly WebhookClient[] {
  return (found?.webhooks ?? []).flatMap(({ clientConfig: { caBundle, service } }) =>
    service === undefined
      ? []
      : [
          {
            bundle: Buffer.from(caBundle, "base64").toString("utf8"),
            path: service.path.startsWith(prefix)
              ? service.path.slice(prefix.length)
              : service.path,
          },
        ],
  );
}
