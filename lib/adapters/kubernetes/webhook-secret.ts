import * as z from "zod";
import { MODULE_NAMESPACE } from "../../api/names";
import { Secret } from "../../domain/secret";
import type { SharedCertificate } from "../../domain/webhook-certificate/facts";
import type { SecretRegister } from "../../ports/log";
import type { StoredCertificate, WebhookSecret } from "../../ports/webhook-secret";
import type { ApiClient } from "./client";

const SECRETS = `/api/v1/namespaces/${MODULE_NAMESPACE}/secrets`;

/** The entries. The first two are those of a TLS Secret, so that other programs know what they are. */
const ENTRIES = ["tls.crt", "tls.key", "ca.crt", "ca.key", "path"] as const;

const secret = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.base64()).default({}),
});

/** The Secret of that name in the module's namespace. */
export class ApiWebhookSecret implements WebhookSecret {
  readonly #client: Pick<ApiClient, "request">;
  readonly #name: string;
  readonly #register: SecretRegister;

  constructor(client: Pick<ApiClient, "request">, name: string, register: SecretRegister) {
    this.#client = client;
    this.#name = name;
    this.#register = register;
  }

  async read(): Promise<StoredCertificate | undefined> {
    const found = await this.#client.request({ method: "GET", path: `${SECRETS}/${this.#name}` });
    if (found === undefined) {
      return undefined;
    }
    const { metadata, data } = secret.parse(found);
    const [certificate = "", key = "", bundle = "", authorityKey = "", path = ""] = ENTRIES.map(
      entry => Buffer.from(data[entry] ?? "", "base64").toString("utf8"),
    );
    const shared = {
      leaf: { certificate, key: new Secret(key) },
      bundle,
      authorityKey: new Secret(authorityKey),
      path: new Secret(path),
    };
    this.#mask(shared);
    return { shared, version: metadata.resourceVersion };
  }

  async write(shared: SharedCertificate, version: string | undefined): Promise<void> {
    this.#mask(shared);
    const { leaf, bundle, authorityKey, path } = shared;
    const texts = [
      leaf.certificate,
      leaf.key.reveal(),
      bundle,
      authorityKey.reveal(),
      path.reveal(),
    ];
    const data = Object.fromEntries(
      ENTRIES.map((entry, index) => [entry, Buffer.from(texts[index] ?? "").toString("base64")]),
    );
    const kind = { apiVersion: "v1", kind: "Secret" };
    await this.#client.request(
      version === undefined
        ? {
            method: "POST",
            path: SECRETS,
            body: { ...kind, metadata: { name: this.#name }, type: "kubernetes.io/tls", data },
          }
        : {
            method: "PATCH",
            path: `${SECRETS}/${this.#name}`,
            body: { ...kind, metadata: { resourceVersion: version }, data },
          },
    );
  }

  #mask({ leaf, authorityKey, path }: SharedCertificate): void {
    for (const each of [leaf.key, authorityKey, path]) {
      this.#register.add(each);
    }
  }
}
