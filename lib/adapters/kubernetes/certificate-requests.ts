import * as z from "zod";
import type { CertificateRequest, CertificateRequests } from "../../ports/certificate-requests";
import { parseSubject } from "./certificate-subject";
import type { ApiClient } from "./client";

const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

const request = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    request: z.base64(),
    signerName: z.string(),
    username: z.string().default(""),
    groups: z.array(z.string()).default([]),
    usages: z.array(z.string()).default([]),
  }),
  status: z
    .looseObject({
      certificate: z.string().optional(),
      conditions: z.array(z.looseObject({ type: z.string() })).default([]),
    })
    .default({ conditions: [] }),
});

/** Certificate requests, in the API server. */
export class ApiCertificateRequests implements CertificateRequests {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async get(name: string): Promise<CertificateRequest | undefined> {
    const found = await this.#client.request({ method: "GET", path: `${REQUESTS}/${name}` });
    if (found === undefined) {
      return undefined;
    }
    const { spec, status } = request.parse(found);
    return {
      name,
      signerName: spec.signerName,
      username: spec.username,
      groups: spec.groups,
      usages: spec.usages,
      subject: parseSubject(Buffer.from(spec.request, "base64").toString("latin1")),
      decided: isDecided(status),
    };
  }

  async list(): Promise<readonly string[]> {
    const found = await this.#client.request({ method: "GET", path: REQUESTS });
    const { items } = z.object({ items: z.array(request).default([]) }).parse(found ?? {});
    return items.map(({ metadata }) => metadata.name);
  }

  async approve(name: string, message: string): Promise<void> {
    await this.#decide(name, { type: "Approved", reason: "StargateApproved", message });
  }

  async deny(name: string, message: string): Promise<void> {
    await this.#decide(name, { type: "Denied", reason: "StargateDenied", message });
  }

  async #decide(
    name: string,
    condition: { readonly type: string; readonly reason: string; readonly message: string },
  ): Promise<void> {
    const found = await this.#client.request({ method: "GET", path: `${REQUESTS}/${name}` });
    if (found === undefined) {
      return;
    }
    const { status, ...rest } = request.parse(found);
    // Another controller was faster; the API server would refuse a second word as malformed.
    if (isDecided(status)) {
      return;
    }
    await this.#client.request({
      method: "PUT",
      path: `${REQUESTS}/${name}/approval`,
      body: {
        ...rest,
        status: { ...status, conditions: [...status.conditions, { ...condition, status: "True" }] },
      },
    });
  }
}

function isDecided({ certificate, conditions }: z.infer<typeof request>["status"]): boolean {
  return certificate !== undefined || conditions.length > 0;
}
